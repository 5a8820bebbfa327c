/**
 * Parts of the names of programs that are no readers: search engines, monitors, libraries, tools. In lower case. Those
 * that end in a letter are found before anything but a letter, so that `bot` is in `YandexBot/3.0` and not in `Botanica`.
 */
const programs: readonly string[] = [
  'bot',
  'bots',
  'crawler',
  'spider',
  'slurp',
  'archiver',
  'scrapy',
  'nutch',
  'httrack',
  'wget',
  'curl/',
  'libcurl',
  'python',
  'aiohttp',
  'httpx/',
  'go-http-client',
  'java/',
  'okhttp',
  'libwww',
  'lwp::simple',
  'perl',
  'ruby',
  'php/',
  'guzzlehttp',
  'axios/',
  'node-fetch',
  'undici',
  'apache-httpclient',
  'jakarta',
  'winhttp',
  'powershell',
  'postmanruntime',
  'zgrab',
  'masscan',
  'nmap',
  'nikto',
  'sqlmap',
  'nessus',
  'acunetix',
  'openvas',
  'wpscan',
  'dirbuster',
  'gobuster',
  'nuclei',
  'censys',
  'headlesschrome',
  'phantomjs',
  'lighthouse',
  'pingdom',
  'uptime',
  'uptimerobot',
  'zabbix',
  'nagios',
  'check_http',
  'monitoring',
  'monitor',
  'statuscake',
  'facebookexternalhit',
  'whatsapp',
  'skypeuripreview',
  'feedfetcher',
  'mediapartners-google',
  'google-read-aloud',
  'apis-google',
  'bingpreview',
  'yandex.com/bots',
  'linkchecker',
  'kosh/',
];

const named = new RegExp(
  `(?:${programs.map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|')})(?![a-z])`,
  'i',
);
/** A brand of telephones. */
const telephone = /\bcubot\b/gi;

/**
 * Tells by its User-Agent whether a program and no person asked. One that hides its name (`-`) is a program; of a log
 * without that field (empty) nothing can be told, and people are assumed.
 */
export function isProgram(agent: string): boolean {
  if (agent === '') return false;
  return agent === '-' || named.test(agent.replace(telephone, ''));
}
