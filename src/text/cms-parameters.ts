import { isNoiseParameter } from './noise-parameters.ts';

/** What the addresses of a system are made of: names in lower case, a trailing `*` stands for any ending. */
interface CmsParameters {
  /** They choose what a page shows. */
  content: readonly string[];
  /** They choose how, or where in the menu: the text is the same. */
  noise: readonly string[];
}

/** Names that choose content wherever they are met, whatever made the site. */
const common: readonly string[] = ['id', 'lang', 'language', 'page', 'p', 'q'];

/** By the id of a profile, as `cms` of a mapping names it. From the routers of the systems themselves. */
const byCms: Readonly<Record<string, CmsParameters>> = {
  bitrix: {
    content: [
      ...['element_id', 'element_code', 'section_id', 'section_code', 'iblock_id', 'id', 'id_elem'],
      ...[
        'pagen_*',
        'sizen_*',
        'showall_*',
        'arrfilter*',
        'set_filter',
        'year',
        'month',
        'fid',
        'tid',
        'pid',
      ],
    ],
    noise: ['back_url*', 'bxajaxid', 'ncc', 'bitrix_*', 'sphrase_id', 'csrf', 'del_filter'],
  },
  joomla: {
    content: [
      ...[
        'option',
        'view',
        'layout',
        'task',
        'id',
        'catid',
        'cid',
        'sectionid',
        'gid',
        'start',
        'limitstart',
      ],
      ...['showall', 'lang', 'year', 'month', 'filter_tag*', 'func', 'page'],
    ],
    noise: [
      'itemid',
      'tmpl',
      'limit',
      'ordering',
      'searchphrase',
      'highlight',
      'template',
      'mosmsg',
    ],
  },
  drupal: {
    content: ['q', 'page', 'nid', 'tid', 'field_*', 'title', 'name', 'category', 'language'],
    noise: [
      'destination',
      'order',
      'sort',
      'sort_by',
      'sort_order',
      'render',
      'itok',
      'theme_version',
    ],
  },
  wordpress: {
    content: [
      ...[
        'p',
        'page_id',
        'attachment_id',
        'cat',
        'tag',
        'm',
        'author',
        'paged',
        'page',
        'post_type',
        's',
        'lang',
      ],
      ...[
        'year',
        'monthnum',
        'day',
        'name',
        'pagename',
        'category_name',
        'taxonomy',
        'term',
        'feed',
      ],
    ],
    noise: ['replytocom', 'share', 'nb', 'preview', 'unapproved', 'moderation-hash', 'ver', 'amp'],
  },
  aspnet: {
    content: ['id', 'newsid', 'docid', 'pageid', 'catid', 'type', 'lang', 'culture', 'page'],
    noise: [
      '__viewstate*',
      '__event*',
      'aspxerrorpath',
      'aspxautodetectcookiesupport',
      'returnurl',
    ],
  },
  dotnetnuke: {
    content: [
      'tabid',
      'mid',
      'moduleid',
      'ctl',
      'articleid',
      'itemid',
      'entryid',
      'language',
      'fileticket',
      'portalid',
    ],
    noise: ['returnurl', 'popup', 'dnnprintmode', 'skinsrc', 'containersrc'],
  },
  sharepoint: {
    content: [
      'list',
      'id',
      'itemid',
      'rootfolder',
      'view',
      'k',
      'folderctid',
      'p_id',
      'pagefirstrow',
    ],
    noise: ['source', 'contenttypeid', 'isdlg', 'web', 'initialtabid', 'visibilitycontext'],
  },
  dle: {
    content: [
      'do',
      'subaction',
      'newsid',
      'id',
      'cstart',
      'category',
      'catalog',
      'year',
      'month',
      'day',
      'user',
      'name',
      'news_page',
    ],
    noise: ['dlenewssortby', 'dledirection', 'set_new_sort', 'mode', 'skin'],
  },
  typo3: {
    content: ['id', 'l', 'type', 'tx_*'],
    noise: ['chash', 'no_cache', 'mp'],
  },
  instantcms: { content: ['view', 'do', 'id', 'page', 'menuid'], noise: [] },
  ucoz: { content: ['page*', 'tag', 'q'], noise: ['ssid', 'lo'] },
  'home-made': {
    content: [
      ...[
        'id',
        'page_id',
        'pageid',
        'news_id',
        'newsid',
        'nid',
        'doc',
        'doc_id',
        'docid',
        'cat',
        'cat_id',
        'catid',
      ],
      ...[
        'menu',
        'menu_id',
        'mid',
        'razdel',
        'rubric',
        'section',
        'type',
        'mod',
        'module',
        'act',
        'action',
        'show',
        'view',
      ],
      ...[
        'page',
        'p',
        'num',
        'year',
        'month',
        'lang',
        'l',
        'language',
        'uin',
        'uid',
        'chapter',
        'article',
      ],
    ],
    noise: [],
  },
};

/** What is known of a parameter name before any page is compared. `by` names who says so. */
export interface ParameterWord {
  says: 'content' | 'noise';
  by: string;
}

/** What the profile of a system, known noise or common use say of a parameter name in any letter case; null for nothing. */
export function wordOnParameter(name: string, cms: string | null): ParameterWord | null {
  const lower = name.toLowerCase();
  const own = cms !== null && Object.hasOwn(byCms, cms) ? byCms[cms] : undefined;
  if (own?.content.some((known) => covers(known, lower))) return { says: 'content', by: cms ?? '' };
  if (own?.noise.some((known) => covers(known, lower))) return { says: 'noise', by: cms ?? '' };
  if (isNoiseParameter(lower)) return { says: 'noise', by: 'known noise' };
  return common.includes(lower) ? { says: 'content', by: 'common use' } : null;
}

function covers(known: string, name: string): boolean {
  return known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known;
}
