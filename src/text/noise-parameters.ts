/**
 * Query parameters that never choose content: sessions, tracking, print and accessibility copies, editor
 * remnants. Names in lower case; a trailing `*` stands for any ending. Known from the CMSes named beside.
 */
export const noiseParameters: readonly string[] = [
  // Tracking
  'utm_*',
  'gclid',
  'fbclid',
  'yclid',
  '_openstat',
  'from',
  // Sessions: PHP, Java, ColdFusion, ASP, Oracle ADF
  'phpsessid',
  'jsessionid',
  'sessid',
  'sid',
  'aspsessionid*',
  'cfid',
  'cftoken',
  '_afrloop',
  '_afrwindowmode',
  '_adf.ctrl-state',
  // 1C-Bitrix
  'back_url*',
  'backurl',
  'clear_cache',
  'clear_cache_session',
  'bitrix_include_areas',
  'show_page_exec_time',
  'show_include_exec_time',
  'show_sql_stat',
  'bxajaxid',
  'login',
  'logout',
  'register',
  'forgot_password',
  // Joomla
  'tmpl',
  // Drupal and home-made: versions for printing and for the visually impaired
  'print',
  'printable',
  'print_version',
  'version',
  'theme_version',
  'special',
  'mobile',
  // WordPress
  'replytocom',
  'share',
  'nb',
];

const names = new Set(noiseParameters.filter((name) => !name.endsWith('*')));
const beginnings = noiseParameters.flatMap((name) => (name.endsWith('*') ? name.slice(0, -1) : []));

/** Tells whether a parameter name (any letter case) is known noise. */
export function isNoiseParameter(name: string): boolean {
  const lower = name.toLowerCase();
  return names.has(lower) || beginnings.some((start) => lower.startsWith(start));
}
