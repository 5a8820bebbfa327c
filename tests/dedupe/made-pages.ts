import type { IdRegistry, RegisteredId } from '../../src/dedupe/assign-ids.ts';
import type {
  DedupeAgency,
  DedupePage,
  SettledPage,
  TextSource,
} from '../../src/dedupe/dedupe-page.ts';
import { PageTexts } from '../../src/dedupe/page-texts.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Language, PageLanguage } from '../../src/model/language.ts';
import { otherScript } from '../../src/text/kazakh-script.ts';
import { numberSketch } from '../../src/text/numbers.ts';
import { textPrint } from '../../src/text/shingles.ts';

/** What a test says about a page; the rest follows from it. */
export interface PageIdea {
  key: string;
  text: string;
  agency?: string;
  lang?: PageLanguage;
  kind?: Kind;
  title?: string;
  published?: string | null;
  alternates?: DedupePage['alternates'];
  canonical?: string | null;
  branch?: Language;
  assets?: string[];
}

/** Pages and their texts, as the pipeline would hand them in. */
export class MadeSite implements TextSource {
  readonly #texts = new Map<string, string>();

  page(idea: PageIdea): DedupePage {
    const { agency = 'a', lang = 'ru', text, ...rest } = idea;
    this.#texts.set(`${agency} ${idea.key} ${lang}`, text);
    const script = lang === 'kk' ? otherScript(text) : undefined;
    return {
      ...(script && { script }),
      address: `http://${idea.key}`,
      kind: 'page',
      title: 'Бет',
      published: null,
      ...textPrint(text),
      numbers: numberSketch(text),
      alternates: [],
      canonical: null,
      assets: [],
      section: [],
      template: '',
      depth: 1,
      ...rest,
      agency,
      lang,
    };
  }

  settled(idea: PageIdea & { lang?: Language }): SettledPage {
    const page = this.page(idea);
    return { ...page, kind: 'page', lang: idea.lang ?? 'ru', storedLang: page.lang };
  }

  agency(id: string, ideas: readonly PageIdea[], extra: Partial<DedupeAgency> = {}): DedupeAgency {
    const pages = ideas.map((idea) => this.page({ ...idea, agency: id }));
    return { id, pages, adopt: [], refuse: [], ...extra };
  }

  text(agency: string, key: string, lang: PageLanguage): string {
    const text = this.#texts.get(`${agency} ${key} ${lang}`);
    if (text === undefined) throw new Error(`no text of ${agency} ${key} ${lang}`);
    return text;
  }

  get texts(): PageTexts {
    return new PageTexts(this);
  }
}

/** A registry in memory. */
export class MadeRegistry implements IdRegistry {
  readonly entries = new Map<string, RegisteredId>();

  idsOf(agency: string, key: string): RegisteredId[] {
    return [...this.entries.values()]
      .filter((entry) => entry.agency === agency && [entry.anchor, ...entry.keys].includes(key))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  register(entry: RegisteredId): void {
    this.entries.set(entry.id, entry);
  }
}
