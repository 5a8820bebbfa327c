import { z } from 'zod';
import { parseByteSize } from './byte-size.ts';
import { parseHours } from './crawl-hours.ts';
import { kindSchema } from './kind.ts';
import { languageSchema } from './language.ts';
import { proxySchema } from './proxy.ts';
import { blockHashSchema, blockVerdicts } from './shared-block.ts';
import { tlsFaultSchema } from './tls-fault.ts';
import { variantCookieSchema } from './variant.ts';

const reason = z.string().min(3).describe('Why; shown in logs and findings.');
const hostName = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$/,
    'a host name in lower case, without scheme or path',
  )
  .describe('Host name in lower case, with a port only when the site is served on one.');
const glob = z
  .string()
  .min(1)
  .describe(
    'Glob over path and query: `*` within a segment, `**` across, `{name}` captures a segment.',
  );
const selector = z
  .string()
  .min(1)
  .describe('tag, #id, .class, [attr], [attr=value], descendant, child `>`, :nth-child(n).');

const hostWideSchema = z
  .strictObject({
    to: z.string().optional().describe('Absolute target on an allowed host.'),
    appendPath: z
      .boolean()
      .default(false)
      .describe('Append path and query of the old address to the target.'),
    archive: z.boolean().optional(),
    gone: z.boolean().optional(),
    reason,
  })
  .refine(
    (all) =>
      [all.to !== undefined, all.archive === true, all.gone === true].filter(Boolean).length === 1,
    { message: 'give exactly one of to, archive, gone' },
  )
  .refine((all) => !all.appendPath || (all.to !== undefined && !/[?#]/.test(all.to)), {
    message: 'appendPath needs a target (to) without ? and #',
  })
  .describe(
    'One answer for every address of the host that nothing else decides, asked for before or not.',
  );

const hostSchema = z
  .strictObject({
    host: hostName,
    aliases: z
      .array(hostName)
      .default([])
      .describe('Names declared to serve the same content: www, bare, second domain.'),
    hostWide: hostWideSchema.optional(),
  })
  .describe('A host with content of its own.');

const languageRuleSchema = z
  .strictObject({
    lang: languageSchema,
    path: glob.optional().describe('Addresses of this language: `/kz/**`.'),
    parameter: z
      .strictObject({ name: z.string(), value: z.string() })
      .optional()
      .describe('Query parameter that tells it: lang=1.'),
    host: hostName.optional(),
    cookie: variantCookieSchema
      .optional()
      .describe(
        'Cookie by which the site shows this language at the same address: every page is then captured once more with it.',
      ),
  })
  .refine(
    (rule) =>
      [rule.path, rule.parameter, rule.host, rule.cookie].some((given) => given !== undefined),
    { message: 'give path, parameter, host or cookie' },
  );

const tlsExceptionSchema = z
  .strictObject({
    host: hostName,
    allow: z
      .array(tlsFaultSchema)
      .min(1)
      .describe(
        'What of the TLS of this host is excused: expired (or not valid yet), self-signed, incomplete-chain, old-protocol (also weak ciphers and keys), wrong-host.',
      ),
    reason,
  })
  .describe('Strict TLS is always tried first; what was excused stands on each capture.');

const loginSchema = z
  .strictObject({
    host: hostName,
    basic: z
      .strictObject({
        user: z.string().regex(/^[^:]+$/, 'no colon'),
        passwordEnv: z.string().describe('Environment variable that holds the password.'),
      })
      .optional(),
    cookieFile: z
      .string()
      .optional()
      .describe('cookies.txt of a logged-in visitor, from the folder of kosh.yaml.'),
    reason,
  })
  .refine((login) => login.basic !== undefined || login.cookieFile !== undefined, {
    message: 'give basic or cookieFile',
  })
  .describe('Secrets are never written to the archive.');

/** Requests a second and host that a mapping or --rate may ask for. */
export const maxRate = 1000;

const crawlSchema = z.strictObject({
  ratePerSecond: z
    .number()
    .positive()
    .max(maxRate)
    .default(2)
    .describe('Requests a second and host, at most. Above 50 only for copies on this machine.'),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(16)
    .default(1)
    .describe(
      'Connections to one host at once. With 1, or a Crawl-delay, the gap runs from the end of an answer to the next request; with more, from start to start.',
    ),
  hours: z
    .string()
    .refine((text) => parseHours(text) !== undefined, 'hours such as 20-07 or 20:30-06')
    .optional()
    .describe(
      'Hours in which the site may be crawled, by the clocks of timeZone: 20-07. A crawl waits for them.',
    ),
  bytesPerDay: z
    .union([
      z.number().int().positive(),
      z.string().refine((text) => parseByteSize(text) !== undefined, 'bytes such as 500 MB'),
    ])
    .optional()
    .describe('Bytes a day of timeZone, at most: 500 MB. A crawl waits for the next day.'),
  maxPages: z.number().int().positive().default(200_000),
  maxDepth: z.number().int().positive().default(1000),
  include: z
    .array(glob)
    .default([])
    .describe('Crawl these even where a trap rule or exclude would refuse them.'),
  exclude: z.array(glob).default([]),
  ignoreRobots: z.strictObject({ reason }).optional(),
  cookies: z
    .boolean()
    .default(false)
    .describe(
      'Send back the cookies that the site sets. Off, each request is that of a new visitor, so that pages do not depend on the order in which they are asked for.',
    ),
  tls: z.array(tlsExceptionSchema).default([]),
  login: z.array(loginSchema).default([]),
  proxy: proxySchema
    .or(z.literal('none'))
    .optional()
    .describe('Proxy for this agency instead of the one of kosh.yaml; none: no proxy.'),
});

const ruleSchema = z
  .strictObject({
    match: glob,
    kind: kindSchema.optional(),
    lang: languageSchema.optional(),
    section: z.array(z.string()).optional(),
    portalSection: z
      .string()
      .optional()
      .describe('Path on the portal below the entity: press/news.'),
    title: selector.optional(),
    date: selector.optional(),
    body: selector.optional(),
    remove: z.array(selector).default([]),
    personalData: z
      .strictObject({ allow: z.literal(true), reason })
      .optional()
      .describe(
        'A person looked at these pages: what they say of private persons may be carried over.',
      ),
    ignore: z
      .strictObject({ reason })
      .optional()
      .describe('Content of these addresses is not carried over.'),
  })
  .describe(
    'What an address pattern says about its pages; the first matching rule that gives a value wins.',
  );

const redirectByHandSchema = z
  .strictObject({
    from: z
      .string()
      .describe(
        'Path and query on the canonical host, or an absolute address; with `*` and `{name}` it is a pattern over many.',
      ),
    to: z.string().optional().describe('Absolute target on an allowed host.'),
    gone: z.boolean().optional(),
    archive: z.boolean().optional(),
    examples: z
      .array(
        z.strictObject({
          from: z.string().describe('An old address that the pattern covers.'),
          to: z.string().optional().describe('Where it has to lead; none for gone and archive.'),
        }),
      )
      .default([])
      .describe('Required for patterns: what they are meant to do, checked at every run.'),
    fallback: z
      .boolean()
      .default(false)
      .describe(
        'A pattern that answers only where nothing is known of an address itself: no item, no imported row, no redirect of the old site.',
      ),
    reason,
  })
  .refine(
    (row) =>
      [row.to !== undefined, row.gone === true, row.archive === true].filter(Boolean).length === 1,
    {
      message: 'give exactly one of to, gone, archive',
    },
  );

const sharedBlockRuleSchema = z
  .strictObject({
    block: blockHashSchema.describe('Its hash, as kosh shared blocks list shows it.'),
    decision: z.enum(blockVerdicts),
    item: z
      .uuid()
      .optional()
      .describe('Shared item that a reference leads to; not given: the one it is a part of.'),
    reason,
  })
  .refine((row) => row.item === undefined || row.decision === 'reference', {
    message: 'an item is what a reference leads to',
  });

/** A mapping: all knowledge about one agency's sites. Validated when read; see `kosh schema mapping`. */
export const mappingSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,62}$/, 'lower-case letters, digits and hyphens')
    .describe('Permanent id of the agency.'),
  former: z.array(z.string()).default([]),
  entity: z.string().describe('Entity code on the portal.'),
  formerEntities: z.array(z.string()).default([]),
  names: z.strictObject({ kk: z.string(), ru: z.string(), en: z.string().optional() }),
  kind: z.enum(['ministry', 'committee', 'department', 'akimat', 'other']).default('other'),
  parent: z.string().optional(),
  wave: z.string().optional(),
  annualCost: z.number().nonnegative().optional().describe('Tenge a year.'),
  hosts: z.array(hostSchema).min(1),
  connectTo: z
    .record(z.string(), z.string().regex(/^.+:\d+$/, 'address:port'))
    .default({})
    .describe('host → address:port, as curl --connect-to; permits that address for that host.'),
  timeZone: z.string().default('Asia/Almaty'),
  seeds: z
    .array(z.string())
    .default([])
    .describe('Paths or absolute addresses to start from, beside / and the sitemap.'),
  languages: z.array(languageRuleSchema).default([]),
  defaultLanguage: languageSchema
    .optional()
    .describe('Language of addresses no language rule matches, if the site has such a rule.'),
  significantParameters: z
    .array(z.string())
    .optional()
    .describe(
      'Query parameters that choose content, in any letter case. Not given: every parameter but known noise.',
    ),
  ignoredParameters: z.array(z.string()).default([]),
  caseInsensitive: z
    .boolean()
    .default(false)
    .describe('The site ignores letter case of paths and parameters (IIS).'),
  queryCharset: z
    .string()
    .optional()
    .describe(
      'Charset of percent-encoded bytes that are no UTF-8. Not given: they are tried as KZ-1048, which agrees with windows-1251; utf-8: they stay bytes.',
    ),
  cms: z
    .string()
    .optional()
    .describe(
      'The system that makes the pages, when they do not tell it: bitrix, joomla, drupal, wordpress, dotnetnuke, sharepoint, aspnet, dle, typo3, ucoz, instantcms, home-made.',
    ),
  crawl: crawlSchema.default(() => crawlSchema.parse({})),
  rules: z.array(ruleSchema).default([]),
  redirects: z.array(redirectByHandSchema).default([]),
  shared: z
    .strictObject({
      adopt: z.array(z.string()).default([]),
      refuse: z.array(z.string()).default([]),
      blocks: z
        .array(sharedBlockRuleSchema)
        .default([])
        .describe('What becomes of blocks that other agencies hold too: kosh shared blocks.'),
    })
    .default({ adopt: [], refuse: [], blocks: [] }),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type MappingRule = Mapping['rules'][number];
