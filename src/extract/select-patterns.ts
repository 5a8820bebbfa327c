import { detached } from '../text/hash.ts';
import { RecentMap } from '../text/recent-map.ts';

/** Roles a container can have by its tag, ARIA role, id and classes; bits of a mask. */
export const roles = {
  navigation: 1,
  footer: 2,
  header: 4,
  aside: 8,
  comments: 16,
  share: 32,
  related: 64,
  advert: 128,
  hidden: 256,
  content: 512,
  meta: 1024,
  dialog: 2048,
} as const;

/** Roles whose text is furniture unless proven otherwise. */
export const furnitureRoles =
  roles.navigation |
  roles.footer |
  roles.aside |
  roles.comments |
  roles.share |
  roles.related |
  roles.advert |
  roles.dialog;

/** A word anywhere in a class name made of words: `main-nav_list`. */
function words(list: string): RegExp {
  return new RegExp(`(?:^|[\\s_-])(?:${alternatives(list)})(?:$|[\\s_\\d-])`);
}

/** A whole class name: the word is too common inside others (`margin-bottom`, `card-info`). */
function wholes(list: string): RegExp {
  return new RegExp(`(?:^|\\s)(?:${alternatives(list)})\\d*(?:$|\\s)`);
}

function alternatives(list: string): string {
  return list.trim().split(/\s+/).join('|');
}

/** General conventions of CMSes and front-end kits for naming elements, by role. */
const classRoles: readonly [number, RegExp][] = [
  [
    roles.navigation,
    words(
      'nav navi navbar navigation menu mainmenu topmenu leftmenu submenu menubar breadcrumb breadcrumbs crumbs pathway pager pagination paginator pagenav',
    ),
  ],
  [
    roles.navigation,
    wholes('skip sitemap prevnext nextprev post-nav langs languages lang-switcher toc pages'),
  ],
  [roles.footer, words('footer colophon copyright')],
  [roles.footer, wholes('foot bottom copy copyrights legal page-bottom')],
  [roles.header, words('masthead topbar')],
  [roles.header, wholes('site-header page-header-top logo branding top')],
  [roles.aside, words('sidebar sidenav aside informer informers')],
  [
    roles.aside,
    wholes(
      'side rail widget widgets left-col right-col leftcol rightcol col-left col-right left-column right-column leftcolumn rightcolumn left_col right_col left_column right_column secondary complementary weather currency poll vote voting left right',
    ),
  ],
  [roles.comments, words('comments commentlist respond reviews disqus')],
  [roles.comments, wholes('comment comment-form replies comments-area')],
  [roles.share, words('share sharing addthis socials ya-share2? likely')],
  [
    roles.share,
    wholes(
      'social soc likes like-button rating ratings subscribe subscription newsletter mailing print printer buttonheading bookmarks? post-tools article-tools tools',
    ),
  ],
  [
    roles.related,
    words(
      'related readmore more-news other-news othernews last-news lastnews latest-news most-read mostread',
    ),
  ],
  [
    roles.related,
    wholes(
      'relative similar recommended recommend recommendations also popular latest topnews top-news hot-news more-articles read-also',
    ),
  ],
  [roles.advert, words('adv advert advertisement advertising yandex_rtb adsbygoogle google-ads?')],
  [roles.advert, wholes('ad ads banner banners sponsor sponsored')],
  [roles.dialog, words('modal popup cookie cookies consent gdpr')],
  [roles.dialog, wholes('login signin sign-in auth authorization toolbar')],
  [
    roles.meta,
    wholes(
      'meta post-meta entry-meta byline info-line date datetime time author posted counter views hits tags taglist',
    ),
  ],
];

const contentNames = wholes(
  'article articles article-body article-text article_text article-content article__body article__text entry-content entry post post-content post-body content-text page-content main-content maincontent content content-body news-detail news-text newstext news_text story story-body item-page text detail_text detail-text body-text field-name-body field--name-body the-content node-content',
);

const tagRoles: Readonly<Record<string, number>> = {
  nav: roles.navigation,
  footer: roles.footer,
  aside: roles.aside,
  article: roles.content,
  main: roles.content,
  dialog: roles.dialog,
};

const ariaRoles: Readonly<Record<string, number>> = {
  navigation: roles.navigation,
  contentinfo: roles.footer,
  complementary: roles.aside,
  banner: roles.header,
  search: roles.dialog,
  dialog: roles.dialog,
  menu: roles.navigation,
  menubar: roles.navigation,
  main: roles.content,
  article: roles.content,
};

/** Roles that one element says it has: tag name, then ARIA role, then words of id and class. */
export function elementRoles(
  tag: string,
  attributes: readonly (readonly [string, string])[],
): number {
  let mask = tagRoles[tag] ?? 0;
  let name = '';
  for (const [attribute, value] of attributes) {
    if (attribute === 'role') mask |= ariaRoles[value.toLowerCase()] ?? 0;
    else if (attribute === 'itemprop' && /articleBody/i.test(value)) mask |= roles.content;
    else if (attribute === 'id' || attribute === 'class') name += ` ${value}`;
  }
  return name === '' ? mask : mask | nameRoles(name.trim());
}

/** Names of ids and classes lately seen: the elements of a site share theirs. */
const knownNames = new RecentMap<string, number>(2_000);

/** Roles told by the words of an id and class list. */
export function nameRoles(names: string): number {
  const known = knownNames.get(names);
  if (known !== undefined) return known;
  const mask = freshNameRoles(names);
  knownNames.set(detached(names), mask);
  return mask;
}

function freshNameRoles(names: string): number {
  const name = names.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  let mask = contentNames.test(name) ? roles.content : 0;
  for (const [role, pattern] of classRoles) if (pattern.test(name)) mask |= role;
  return mask;
}
