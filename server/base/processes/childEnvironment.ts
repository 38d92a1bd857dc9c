/** The environment that programs get: what they need to find tools and behave as in a terminal, and no keys. */
import process from 'node:process';

/** Names that hold no secrets by convention. Names in the environment of Windows are compared without regard to case. */
const allowedNames: ReadonlySet<string> = new Set(
  [
    // The person, the machine and the shell.
    'PATH HOME USER LOGNAME USERNAME SHELL HOSTNAME LANG LANGUAGE TZ TMPDIR TEMP TMP PWD',
    'LOCPATH LOCALE_ARCHIVE DISPLAY WAYLAND_DISPLAY XAUTHORITY WSL_DISTRO_NAME WSLENV',
    // Colours follow the person's own wish: see the comment on `childEnvironment`.
    'TERM COLORTERM NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE',
    'SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT OS APPDATA LOCALAPPDATA PROGRAMDATA ALLUSERSPROFILE',
    'PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 COMMONPROGRAMFILES COMMONPROGRAMFILES(X86) COMMONPROGRAMW6432',
    'USERPROFILE HOMEDRIVE HOMEPATH PUBLIC COMPUTERNAME USERDOMAIN NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE',
    // Continuous integration: that it runs and what it builds.
    'CI CONTINUOUS_INTEGRATION BUILD_NUMBER BUILD_ID GITHUB_ACTIONS GITHUB_ACTOR GITHUB_BASE_REF GITHUB_EVENT_NAME',
    'GITHUB_HEAD_REF GITHUB_JOB GITHUB_REF GITHUB_REF_NAME GITHUB_REPOSITORY GITHUB_RUN_ID GITHUB_RUN_NUMBER',
    'GITHUB_SERVER_URL GITHUB_SHA GITHUB_WORKFLOW GITHUB_WORKSPACE RUNNER_ARCH RUNNER_OS RUNNER_TEMP',
    'RUNNER_TOOL_CACHE GITLAB_CI CI_COMMIT_BRANCH CI_COMMIT_REF_NAME CI_COMMIT_SHA CI_JOB_ID CI_PIPELINE_ID',
    'CI_PROJECT_DIR CI_PROJECT_PATH BUILDKITE BUILDKITE_BRANCH BUILDKITE_BUILD_NUMBER BUILDKITE_COMMIT CIRCLECI',
    'CIRCLE_BRANCH CIRCLE_BUILD_NUM CIRCLE_SHA1 TRAVIS TRAVIS_BRANCH TRAVIS_BUILD_NUMBER TRAVIS_COMMIT JENKINS_URL',
    'TEAMCITY_VERSION TF_BUILD APPVEYOR BITBUCKET_BUILD_NUMBER BITBUCKET_COMMIT CODEBUILD_BUILD_ID DRONE SEMAPHORE',
    'WOODPECKER CIRRUS_CI NETLIFY VERCEL',
    // Where toolchains and their caches are.
    'NVM_DIR NVM_BIN NODE_ENV NODE_PATH VOLTA_HOME FNM_DIR PNPM_HOME BUN_INSTALL DENO_DIR DENO_INSTALL COREPACK_HOME',
    'YARN_CACHE_FOLDER NPM_CONFIG_REGISTRY NPM_CONFIG_CACHE NPM_CONFIG_USERCONFIG PLAYWRIGHT_BROWSERS_PATH',
    'PUPPETEER_EXECUTABLE_PATH PUPPETEER_CACHE_DIR CHROME_BIN CHROME_PATH JAVA_HOME JDK_HOME M2_HOME MAVEN_HOME',
    'GRADLE_HOME GRADLE_USER_HOME SDKMAN_DIR ANDROID_HOME ANDROID_SDK_ROOT ANDROID_NDK_HOME KOTLIN_HOME SCALA_HOME',
    'GOPATH GOROOT GOBIN GOCACHE GOMODCACHE GOPROXY GOFLAGS GOTOOLCHAIN CARGO_HOME CARGO_TARGET_DIR RUSTUP_HOME',
    'RUSTUP_TOOLCHAIN RUSTFLAGS PYENV_ROOT PYENV_VERSION PYTHONPATH PYTHONHOME VIRTUAL_ENV CONDA_PREFIX',
    'CONDA_DEFAULT_ENV CONDA_EXE PIPX_HOME PIP_CACHE_DIR POETRY_HOME UV_CACHE_DIR UV_PYTHON RBENV_ROOT RBENV_VERSION',
    'GEM_HOME GEM_PATH RUBYLIB BUNDLE_PATH COMPOSER_HOME PERL5LIB DOTNET_ROOT DOTNET_CLI_HOME NUGET_PACKAGES',
    'VCINSTALLDIR VSINSTALLDIR INCLUDE LIB LIBPATH CC CXX CPP AR LD CFLAGS CXXFLAGS CPPFLAGS LDFLAGS MAKEFLAGS',
    'CPATH LIBRARY_PATH LD_LIBRARY_PATH DYLD_LIBRARY_PATH PKG_CONFIG_PATH CMAKE_PREFIX_PATH DEVELOPER_DIR SDKROOT',
    'CCACHE_DIR HOMEBREW_PREFIX NIX_PATH NIX_PROFILES NIX_STORE ASDF_DIR ASDF_DATA_DIR MISE_DATA_DIR DOCKER_HOST',
    'DOCKER_CONTEXT DOCKER_CERT_PATH DOCKER_TLS_VERIFY',
    // How to reach the network, and whom to trust there.
    'NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR NIX_SSL_CERT_FILE CURL_CA_BUNDLE REQUESTS_CA_BUNDLE GIT_SSL_CAINFO',
    'HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy',
    'npm_config_registry npm_config_cache npm_config_userconfig',
    // A gate that runs Phasegate itself uses the same data, and marks what it starts beside the outer mark.
    'PHASEGATE_HOME PHASEGATE_GATE_ID',
  ].flatMap((names) => names.split(' ')),
);

const allowedPrefixes = ['LC_', 'XDG_'];

/** Address and password of the database in which verdicts are kept: whoever has them can write a verdict. */
const withheldNames: ReadonlySet<string> = new Set(['PHASEGATE_DATABASE_URL']);

/**
 * Colours are not forced. A gate must say what the same command says in a plain terminal pipe or in CI, and forced
 * colours reach files that tools write, tests that compare output and matchers that read it. Tools that colour their
 * output anyway stay coloured; a gate that wants colours sets FORCE_COLOR in its own `env`.
 *
 * @param base environment to choose from
 * @param extraNames further names to let through, except the few that no program gets
 * @param additions set whatever `base` says
 */
export function childEnvironment(
  base: NodeJS.ProcessEnv,
  extraNames: readonly string[],
  additions: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const fold = (name: string) => (platform === 'win32' ? name.toUpperCase() : name);
  const extra = new Set(extraNames.map(fold).filter((name) => !withheldNames.has(name)));
  const added = new Set(Object.keys(additions).map(fold));
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    const folded = fold(name);
    const isAllowed =
      allowedNames.has(folded) || extra.has(folded) || allowedPrefixes.some((prefix) => folded.startsWith(prefix));
    // On Windows `Path` and `PATH` are one variable, and the addition is the one that counts.
    if (value !== undefined && isAllowed && !added.has(folded)) chosen[name] = value;
  }
  return { ...chosen, ...additions };
}
