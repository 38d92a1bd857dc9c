/** The shapes by which keys, tokens and passwords are recognised in a line of plain text. */
import { findHeaderSecrets, findNamedSecrets, namedSecretAnchors } from './namedSecrets.ts';
import type { SecretRange } from './secretRange.ts';

/** One kind of secret. */
export interface SecretShape {
  readonly name: string;
  /** In every match stands one of these, in any letter case; the shape is only tried on lines that hold one. */
  readonly anchors: readonly string[];
  readonly find: (line: string) => Iterable<SecretRange>;
}

/**
 * Where a token may begin that is told by a short prefix only: not inside a longer word. An escaped line break such
 * as the one in `"\nsk-…"` ends a word, too.
 */
const wordStart = String.raw`(?<=^|[^A-Za-z0-9_-]|\\[nrt])`;

/** First line of a private key, as OpenSSL, OpenSSH, PGP and SSH2 write it. */
export const privateKeyBegin = String.raw`-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}`;

/** Last line of a private key. */
export const privateKeyEnd = String.raw`-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}`;

/** Whole matches are secret, unless the pattern has a group named `secret`. */
function shape(name: string, anchors: string | readonly string[], ...patterns: readonly RegExp[]): SecretShape {
  const list = typeof anchors === 'string' ? anchors.split(' ') : anchors;
  return { name, anchors: list, find: (line) => findMatches(line, patterns) };
}

function* findMatches(line: string, patterns: readonly RegExp[]): Iterable<SecretRange> {
  for (const pattern of patterns) {
    for (const match of line.matchAll(pattern)) {
      const secret = match.groups?.['secret'];
      const start = match.index + (secret === undefined ? 0 : match[0].lastIndexOf(secret));
      yield { start, end: start + (secret ?? match[0]).length };
    }
  }
}

/**
 * First characters of Discord's tokens: base64 of the first three digits of a number. Those that stand in "context",
 * "index" and "syntax" go on with the first character of the next three digits.
 */
const discordAnchors = ['M', 'N', 'O']
  .flatMap((first) => ['D', 'T', 'j', 'z'].map((second) => first + second))
  .flatMap((two) => [...'AEIMQUYcgk'].map((third) => two + third))
  .flatMap((three) => [...'wxyz012345'].map((fourth) => three + fourth))
  .flatMap((four) => (/^(?:ntex|ndex|ntax)$/i.test(four) ? ['M', 'N', 'O'].map((fifth) => four + fifth) : [four]))
  .join(' ');

/**
 * In patterns every unbounded run is either all that follows or cannot begin inside itself, so that no line takes
 * more than linear time; bounded runs keep the rest short.
 */
export const secretShapes: readonly SecretShape[] = [
  // Clouds.
  shape('AWS access key id', 'akia asia abia acca', /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}/g),
  shape(
    'AWS secret access key',
    'aws',
    /aws.{0,40}?(?:key|secret).{0,20}?["'=:\s](?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  ),
  shape('AWS marketplace token', 'amzn.mws.', /amzn\.mws\.[0-9a-f-]{36}/g),
  shape('Google API key', 'aiza', /AIza[\w-]{35}/g),
  shape('Google OAuth token', 'ya29. 1//0', /ya29\.[\w-]{20,}/g, /1\/\/0[\w-]{20,}/g),
  shape('Google OAuth client secret', 'gocspx-', /GOCSPX-[\w-]{20,}/g),
  shape(
    'Google service account key id',
    'private_key_id',
    /private_key_id\\?["']?\s{0,8}[:=]\s{0,8}\\?["']?(?<secret>[0-9a-f]{40})/gi,
  ),
  shape('Azure storage account key', 'accountkey accesskey', /(?:Account|Access)Key=(?<secret>[A-Za-z0-9+/=]{20,})/gi),
  shape('Azure shared access signature', 'sig=', /\bsig=(?<secret>[A-Za-z0-9%+/=_-]{16,})/gi),
  shape('Azure client secret', '7q~ 8q~', /[\w~.-]{3}[78]Q~[\w~.-]{31,34}/g),
  shape('DigitalOcean token', 'dop_v1_ doo_v1_ dor_v1_', /do[opr]_v1_[a-f0-9]{64}/g),
  shape('Cloudflare origin key', 'v1.0-', /v1\.0-[a-f0-9]{24}-[a-f0-9]{100,}/g),
  shape(
    'Heroku key',
    'hrku- heroku',
    /HRKU-[\w-]{36,}/g,
    /heroku[\w .-]{0,20}["']?\s{0,4}[:=]\s{0,4}["']?(?<secret>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi,
  ),
  shape('Databricks token', 'dapi', /dapi[0-9a-h]{32}(?:-\d)?/g),
  shape(
    'Doppler token',
    'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.',
    /dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{20,}/g,
  ),
  shape('Vault token', 'hvs. hvb. hvr.', /hv[sbr]\.[\w-]{20,}/g),
  shape('Terraform token', '.atlasv1.', /[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}/g),
  shape('Pulumi token', 'pul-', /pul-[a-f0-9]{40}/g),
  shape('PlanetScale token', 'pscale_', /pscale_(?:tkn|pw|oauth)_[\w.-]{30,}/g),
  shape('Supabase key', 'sbp_ sb_secret_', /sbp_[a-f0-9]{40}/g, /sb_secret_[\w-]{20,}/g),
  shape('Netlify token', 'nfp_ nfc_ nfo_ nfb_ nfu_', /nf[pcobu]_[A-Za-z0-9]{36,}/g),
  shape('Fly token', 'fo1_ fm1_ fm2_', /f(?:o1|m1|m2)_[\w+/=-]{40,}/g),

  // Source code, packages and builds.
  shape('GitHub token', 'ghp_ gho_ ghu_ ghs_ ghr_', /gh[pousr]_[A-Za-z0-9]{36,}/g),
  shape('GitHub fine-grained token', 'github_pat_', /github_pat_\w{22,}/g),
  shape(
    'GitLab token',
    'glpat- gloas- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat- glffct-',
    /gl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[\w.-]{20,}/g,
  ),
  shape('Atlassian token', 'atatt3 atctt3 atbb', /AT(?:ATT3|CTT3)[\w=-]{20,}/g, /ATBB[A-Za-z0-9]{24,}/g),
  shape('npm token', 'npm_', /npm_[A-Za-z0-9]{36,}/g),
  shape('PyPI token', 'pypi-', /pypi-[\w-]{16,}/g),
  shape('RubyGems key', 'rubygems_', /rubygems_[a-f0-9]{48}/g),
  shape('crates.io token', 'cio', /cio[A-Za-z0-9]{32}/g),
  shape('NuGet key', 'oy2', /oy2[a-z0-9]{43}/g),
  shape('Docker token', 'dckr_', /dckr_(?:pat|oat)_[\w-]{20,}/g),
  shape('Artifactory token', 'akcp', /AKCp[A-Za-z0-9]{60,}/g),
  shape('Buildkite token', 'bkua_ bkct_', /bk(?:ua|ct)_[a-f0-9]{40}/g),
  shape('SonarQube token', 'squ_ sqp_ sqa_', /sq[upa]_[a-f0-9]{40}/g),
  shape('Sourcegraph token', 'sgp_', /sgp_\w{40,}/g),
  shape('Postman key', 'pmak-', /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/g),
  shape('Figma token', 'figd_ figo_', /fig[do]_[\w-]{40,}/g),
  shape('Linear key', 'lin_api_ lin_oauth_', /lin_(?:api|oauth)_[A-Za-z0-9]{32,}/g),
  shape('Notion token', 'secret_ ntn_', /secret_[A-Za-z0-9]{43}/g, /ntn_[A-Za-z0-9]{40,}/g),

  // Models.
  shape('Anthropic key', 'sk-ant-', /sk-ant-[\w-]{20,}/g),
  shape('OpenAI key', 'sk-', new RegExp(`${wordStart}sk-(?=[\\w-]{0,300}\\d)[\\w-]{20,}`, 'g')),
  shape('Hugging Face token', 'hf_ api_org_', /(?:hf|api_org)_[A-Za-z0-9]{30,}/g),
  shape('Groq key', 'gsk_', /gsk_[A-Za-z0-9]{40,}/g),
  shape('Replicate token', 'r8_', /r8_[A-Za-z0-9]{37}/g),
  shape('Perplexity key', 'pplx-', /pplx-[A-Za-z0-9]{40,}/g),
  shape('xAI key', 'xai-', /xai-[A-Za-z0-9]{60,}/g),

  // Messages and mail.
  shape(
    'Slack token',
    'xoxa- xoxb- xoxe- xoxe. xoxo- xoxp- xoxr- xoxs- xoxc- xoxd-',
    /xox[abceoprsd](?:\.xox[bp])?-[\w%/+-]{10,}/g,
  ),
  shape('Slack app token', 'xapp-', /xapp-[\w-]{20,}/g),
  shape(
    'Slack webhook',
    'hooks.slack.com',
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[\w/+-]{20,})/gi,
  ),
  shape('Discord token', discordAnchors, /[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,}/g),
  shape('Discord webhook', 'api/webhooks', /discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d{10,}\/[\w-]{30,})/gi),
  shape('Telegram token', ':aa', /\d{8,10}:AA[\w-]{32,}/g),
  shape('SendGrid key', 'sg.', /SG\.[\w-]{16,64}\.[\w-]{16,}/g),
  shape('Mailgun key', 'key-', /key-[0-9a-f]{32}/g),
  shape('Mailchimp key', '-us1 -us2 -us3 -us4 -us5 -us6 -us7 -us8 -us9', /[0-9a-f]{32}-us\d{1,2}/g),
  shape('Brevo key', 'xkeysib- xsmtpsib-', /x(?:key|smtp)sib-[a-f0-9]{64}-\w{16}/g),
  shape(
    'Twilio key',
    'sk0 sk1 sk2 sk3 sk4 sk5 sk6 sk7 sk8 sk9 ska skb skc skd ske skf',
    /(?<![A-Za-z0-9])SK[0-9a-f]{32}/g,
  ),

  // Money, shops and other services.
  shape(
    'Stripe key',
    'k_live_ k_test_ whsec_',
    /(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}/g,
    /whsec_[A-Za-z0-9+/=]{20,}/g,
  ),
  shape('Square token', 'sq0', /sq0(?:atp|csp|idp)-[\w-]{20,}/g),
  shape('Shopify token', 'shpat_ shpca_ shppa_ shpss_', /shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}/g),
  shape('Facebook token', 'eaacedeose0cba', /EAACEdEose0cBA[A-Za-z0-9]+/g),
  shape('Twitter bearer token', 'aaaaaaaaaaaaaaaaaaaa', /A{20,22}[\w%]{30,}/g),
  shape('Dropbox token', 'sl.', /sl\.[\w-]{60,}/g, /sl\.u\.[\w-]{40,}/g),
  shape('LaunchDarkly key', 'sdk- api-', /(?:sdk|api)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g),
  shape('Dynatrace token', 'dt0c01.', /dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}/gi),
  shape(
    'New Relic key',
    'nrak- nrjs- nrii- nrra- nrsp- nral',
    /NR(?:AK|JS|II|RA|SP)-[\w-]{20,}/g,
    /[0-9a-f]{36}NRAL/gi,
  ),
  shape(
    'Grafana token',
    'glc_ glsa_ eyjrijoi',
    /glc_[\w+/=]{32,}/g,
    /glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}/g,
    /eyJrIjoi[\w=+/-]{30,}/g,
  ),
  shape('Sentry token', 'sntrys_ sntryu_', /sntrys_[\w+/=-]{20,}/g, /sntryu_[a-f0-9]{64}/g),

  // Keys and tokens of any service.
  shape('age key', 'age-secret-key-', /AGE-SECRET-KEY-1[A-Z0-9]{50,}/gi),
  shape('JSON web token', 'eyj', new RegExp(`${wordStart}eyJ[\\w-]{8,}\\.[\\w-]{4,}(?:\\.[\\w-]*){1,3}`, 'g')),
  // Keys of many lines are followed by LineScrubber; this finds what of them stands in one line.
  shape('private key', 'private key', new RegExp(`${privateKeyBegin}.*?(?:${privateKeyEnd}|$)`, 'g')),
  // A port and a path that holds an "@" are no password.
  shape('password in an address', '://', /:\/\/[^\s:@/"'<>]{0,200}:(?!\d{1,5}\/)(?<secret>[^\s@"'<>]{1,400})@/g),
  { name: 'authorization header', anchors: ['authorization', 'cookie'], find: findHeaderSecrets },
  shape('bearer token', 'bearer', /bearer\s{1,4}(?<secret>(?=[\w.~+/-]{0,400}\d)[\w.~+/=-]{8,}|[\w.~+/=-]{20,})/gi),
  { name: 'basic authorization', anchors: ['basic'], find: findBasicCredentials },
  shape(
    'credentials of curl',
    ['-u ', '--user'],
    /(?:\s-u|--user)[\s=]{1,4}["']?[^\s:"']{1,100}:(?<secret>[^\s"']{1,400})/g,
  ),
  shape('credentials of netrc', 'login', /login\s{1,8}\S{1,200}\s{1,8}password\s{1,8}(?<secret>\S{1,400})/gi),
  { name: 'named secret', anchors: namedSecretAnchors, find: findNamedSecrets },
];

/** "Basic" is a common word; what follows it is only a secret when it decodes to a name and a password. */
function* findBasicCredentials(line: string): Iterable<SecretRange> {
  for (const match of line.matchAll(/basic\s{1,4}([A-Za-z0-9+/_-]{6,}={0,2})/gi)) {
    const encoded = match[1] ?? '';
    if (!/^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(encoded, 'base64').toString('latin1'))) continue;
    const end = match.index + match[0].length;
    yield { start: end - encoded.length, end };
  }
}
