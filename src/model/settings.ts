import { z } from 'zod';
import { type ImportedKind, importedKinds } from './kind.ts';
import { languageSchema } from './language.ts';
import { proxySchema } from './proxy.ts';

const template = z.string().describe('Placeholders: {base} {entity} {id} {lang}.');

const defaultTemplates: Record<ImportedKind, string> = {
  news: '{base}/memleket/entities/{entity}/press/news/details/{id}?lang={lang}',
  article: '{base}/memleket/entities/{entity}/press/article/details/{id}?lang={lang}',
  event: '{base}/memleket/entities/{entity}/press/events/details/{id}?lang={lang}',
  document: '{base}/memleket/entities/{entity}/documents/details/{id}?lang={lang}',
  page: '{base}/memleket/entities/{entity}/page/{id}?lang={lang}',
  person: '{base}/memleket/entities/{entity}/about/structure/people/{id}?lang={lang}',
  service: '{base}/memleket/entities/{entity}/activities/{id}?lang={lang}',
  vacancy: '{base}/memleket/entities/{entity}/vacancies/{id}?lang={lang}',
  contact: '{base}/memleket/entities/{entity}/contacts/{id}?lang={lang}',
  faq: '{base}/memleket/entities/{entity}/faq/{id}?lang={lang}',
};

const templateShape = Object.fromEntries(
  importedKinds.map((kind) => [kind, template.default(defaultTemplates[kind])]),
) as Record<ImportedKind, z.ZodDefault<typeof template>>;

const portalSchema = z.strictObject({
  base: z.url().default('https://www.gov.kz'),
  home: template.default('{base}/memleket/entities/{entity}?lang={lang}'),
  asset: template
    .default('{base}/uploads/{id}')
    .describe('Where an asset stands until the id map names its address; {id} is the SHA-256.'),
  search: template.default('{base}/search?lang={lang}'),
  templates: z.strictObject(templateShape).prefault({}),
  allowedHosts: z
    .array(z.string())
    .default(['www.gov.kz', 'gov.kz'])
    .describe('Hosts a redirect may lead to.'),
  entities: z.array(z.string()).default([]).describe('Entity codes beside the known list.'),
  sharedEntity: z.string().default('shared').describe('Entity that receives shared items.'),
});

const limitsSchema = z.strictObject({
  pageBytes: z
    .number()
    .int()
    .positive()
    .default(20 * 1024 * 1024),
  documentBytes: z
    .number()
    .int()
    .positive()
    .default(512 * 1024 * 1024),
  requestSeconds: z.number().positive().default(60),
  freeDiskMiB: z
    .number()
    .nonnegative()
    .default(512)
    .describe('A crawl stops cleanly when less is free.'),
});

const politenessSchema = z.strictObject({
  perAddress: z
    .strictObject({
      connections: z.number().int().positive().default(8).describe('Requests at once.'),
      ratePerSecond: z.number().positive().default(10).describe('Requests a second.'),
    })
    .prefault({})
    .describe(
      'What one server address is asked by all agencies of a run together, since many share a server; never less than one of its mappings allows.',
    ),
  outageHours: z
    .number()
    .nonnegative()
    .default(12)
    .describe('How long a crawl waits for a host that stopped answering.'),
});

/** kosh.yaml: what holds for the whole workspace. */
export const settingsSchema = z.strictObject({
  portal: portalSchema.prefault({}),
  languages: z.array(languageSchema).default(['kk', 'ru', 'en']),
  userAgent: z.string().default('kosh/0.1 (+https://www.gov.kz; migration of state sites)'),
  contact: z.string().optional().describe('E-mail address sent as From.'),
  politeness: politenessSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  proxy: proxySchema
    .optional()
    .describe('HTTP proxy for all crawls. Hosts named in connectTo are reached without it.'),
  trustedCertificates: z
    .array(z.string())
    .default([])
    .describe(
      'Files of root certificates (PEM) that are trusted beside those of Node, such as the national root.',
    ),
  archiveTemplate: z.string().optional().describe('Address of an archived copy: {address}.'),
  sharedMinimum: z
    .number()
    .int()
    .min(2)
    .default(2)
    .describe('How many agencies must hold a page before it is shared.'),
  sharedBlocks: z
    .strictObject({
      agencies: z
        .number()
        .int()
        .min(2)
        .default(3)
        .describe('How many agencies must hold a block; never fewer than sharedMinimum.'),
      words: z
        .number()
        .int()
        .min(1)
        .default(5)
        .describe('Words and numbers of the shortest block that is looked at.'),
    })
    .prefault({})
    .describe('Blocks that many agencies hold inside pages of their own: kosh shared blocks.'),
});

export type Settings = z.infer<typeof settingsSchema>;
