/** One made-up secret of each shape, in a line as programs print it; put together here so that no scanner takes them for real. */

export interface SecretExample {
  /** Name of the shape that is to find it. */
  readonly shape: string;
  readonly before: string;
  readonly secret: string;
  readonly after: string;
}

const alphanumeric = 'a7Bk9ZqX2mWv4TnL8pRy6CdH3sFg5JjE1uKiO0xQ';
const hexadecimal = '3f9a0c7e5b1d8426';

/** Text of a length over an alphabet, the same each time. */
function fill(length: number, alphabet = alphanumeric): string {
  return alphabet.repeat(Math.ceil(length / alphabet.length)).slice(0, length);
}

const hex = (length: number) => fill(length, hexadecimal);
const capitals = (length: number) => fill(length, 'A7BK9ZQX2MWV4TNL');
const uuid = `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;

function example(shape: string, secret: string, before = 'using ', after = ' now'): SecretExample {
  return { shape, before, secret, after };
}

export const secretExamples: readonly SecretExample[] = [
  example('AWS access key id', `AKIA${capitals(16)}`),
  example('AWS access key id', `ASIA${capitals(16)}`, '"AccessKeyId": "', '",'),
  example('AWS secret access key', fill(40, 'wJalrXUtnFEMI7K+MDENG/'), 'aws_secret_access_key = ', ''),
  example('AWS marketplace token', `amzn.mws.${uuid}`),
  example('Google API key', `AIza${fill(35)}`, 'https://maps.example/js?key=', '&v=3'),
  example('Google OAuth token', `ya29.${fill(60)}`),
  example('Google OAuth client secret', `GOCSPX-${fill(28)}`),
  example('Google service account key id', hex(40), '"private_key_id": "', '",'),
  example('Azure storage account key', `${fill(86)}==`, 'AccountName=x;AccountKey=', ';EndpointSuffix=y'),
  example('Azure shared access signature', fill(43, 'a7Bk9%2F'), 'https://x.example/y?sv=2024&sig=', '&se=2030'),
  example('Azure client secret', `abc8Q~${fill(34)}`),
  example('DigitalOcean token', `dop_v1_${hex(64)}`),
  example('Cloudflare origin key', `v1.0-${hex(24)}-${hex(146)}`),
  example('Heroku key', `HRKU-${uuid}`),
  example('Heroku key', uuid, 'HEROKU_API: ', ''),
  example('Databricks token', `dapi${hex(32)}`),
  example('Doppler token', `dp.pt.${fill(43)}`),
  example('Vault token', `hvs.${fill(90)}`),
  example('Terraform token', `${fill(14)}.atlasv1.${fill(64)}`),
  example('Pulumi token', `pul-${hex(40)}`),
  example('PlanetScale token', `pscale_tkn_${fill(43)}`),
  example('Supabase key', `sbp_${hex(40)}`),
  example('Netlify token', `nfp_${fill(40)}`),
  example('Fly token', `fo1_${fill(43)}`),
  example('GitHub token', `ghp_${fill(36)}`),
  example('GitHub token', `ghs_${fill(36)}`, 'https://x-access-token:', '@github.example/a/b.git'),
  example('GitHub fine-grained token', `github_pat_${fill(22)}_${fill(59)}`),
  example('GitLab token', `glpat-${fill(20)}`),
  example('Atlassian token', `ATATT3xFf${fill(80)}=1A2B3C4D`),
  example('npm token', `npm_${fill(36)}`, '//registry.example/:_authToken=', ''),
  example('PyPI token', `pypi-AgEIcHlwaS5vcmc${fill(60)}`),
  example('RubyGems key', `rubygems_${hex(48)}`),
  example('crates.io token', `cio${fill(32)}`),
  example('NuGet key', `oy2${fill(43, 'a7bk9zqx2mwv4tnl')}`),
  example('Docker token', `dckr_pat_${fill(27)}`),
  example('Artifactory token', `AKCp${fill(69)}`),
  example('Buildkite token', `bkua_${hex(40)}`),
  example('SonarQube token', `sqp_${hex(40)}`),
  example('Sourcegraph token', `sgp_${hex(40)}`),
  example('Postman key', `PMAK-${hex(24)}-${hex(34)}`),
  example('Figma token', `figd_${fill(40)}`),
  example('Linear key', `lin_api_${fill(40)}`),
  example('Notion token', `ntn_${fill(46)}`),
  example('Anthropic key', `sk-ant-api03-${fill(90)}`),
  example('OpenAI key', `sk-proj-${fill(48)}`, 'Incorrect API key provided: ', '. You can'),
  example('Hugging Face token', `hf_${fill(34)}`),
  example('Groq key', `gsk_${fill(52)}`),
  example('Replicate token', `r8_${fill(37)}`),
  example('Perplexity key', `pplx-${fill(48)}`),
  example('xAI key', `xai-${fill(80)}`),
  example('Slack token', `xoxb-${fill(12, '0123456789')}-${fill(12, '0123456789')}-${fill(24)}`),
  example('Slack app token', `xapp-1-${capitals(11)}-${fill(13, '0123456789')}-${hex(64)}`),
  example('Slack webhook', `T${capitals(8)}/B${capitals(8)}/${fill(24)}`, 'https://hooks.slack.com/services/', ''),
  example('Discord token', `MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.${fill(27)}`),
  example('Discord webhook', `123456789012345678/${fill(68)}`, 'https://discord.com/api/webhooks/', ''),
  example('Telegram token', `123456789:AA${fill(33)}`),
  example('SendGrid key', `SG.${fill(22)}.${fill(43)}`),
  example('Mailgun key', `key-${hex(32)}`),
  example('Mailchimp key', `${hex(32)}-us14`),
  example('Brevo key', `xkeysib-${hex(64)}-${fill(16)}`),
  example('Twilio key', `SK${hex(32)}`),
  example('Stripe key', `sk_live_${fill(24)}`),
  example('Square token', `sq0atp-${fill(22)}`),
  example('Shopify token', `shpat_${hex(32)}`),
  example('Facebook token', `EAACEdEose0cBA${fill(40)}`),
  example('Twitter bearer token', `${'A'.repeat(20)}${fill(60)}`),
  example('Dropbox token', `sl.${fill(130)}`),
  example('LaunchDarkly key', `sdk-${uuid}`),
  example('Dynatrace token', `dt0c01.${capitals(24)}.${capitals(64)}`),
  example('New Relic key', `NRAK-${capitals(27)}`),
  example('Grafana token', `glsa_${fill(32)}_${hex(8)}`),
  example('Sentry token', `sntrys_${fill(80)}`),
  example('age key', `AGE-SECRET-KEY-1${capitals(58)}`),
  example('JSON web token', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${fill(43)}`),
  example(
    'private key',
    `-----BEGIN RSA PRIVATE KEY-----\\n${fill(64)}\\n-----END RSA PRIVATE KEY-----`,
    '"key": "',
    '"',
  ),
  example('password in an address', fill(16), 'postgres://admin:', '@db.example:5432/app'),
  example('authorization header', `Digest username="someone", response="${hex(32)}"`, '> Authorization: ', ''),
  example('authorization header', `session=${fill(30)}; theme=dark`, "curl -H 'Cookie: ", "' https://x.example"),
  example('authorization header', `token ${fill(30)}`, '"headers": {"authorization": "', '"}'),
  example('bearer token', fill(24), 'curl -H "X: Bearer ', '"'),
  example('basic authorization', Buffer.from('someone:with a password').toString('base64'), 'sent Basic ', ' to it'),
  example('credentials of curl', fill(12), 'curl -u someone:', ' https://x.example'),
  example('credentials of netrc', fill(12), 'machine x.example login someone password ', ''),
  example('named secret', 'hunter2', 'password=', ''),
  example('named secret', 'correct horse battery', 'password: ', ''),
  example('named secret', 'p,a;s&s', 'export DB_PASSWORD=', ''),
  example('named secret', 'hunter2', 'Server=x;Password=', ';Timeout=3'),
  example('named secret', 'with "quotes", and more', "API_KEY='", "'"),
  example('named secret', 'swordfish', '{"user":"x","clientSecret":"', '"}'),
  example('named secret', 'swordfish', '{\\"accessToken\\":\\"', '\\"}'),
  example('named secret', 'swordfish', '  secret_key: ', ''),
  example('named secret', 'swordfish', '<password>', '</password>'),
  example('named secret', 'swordfish', 'tool login --token ', ' --yes'),
  example('named secret', 'sw0rdfish', 'https://x.example/?access_token=', '&x=1'),
  example('named secret', fill(20), 'STRIPE_KEY=', ''),
  example('named secret', 'swordfish', "  'api_key' => '", "',"),
];
