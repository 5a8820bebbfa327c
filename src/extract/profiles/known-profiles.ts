import type { Profile } from './profile.ts';

/** Markup conventions of the systems that agencies use, by the default templates of their releases. */
export const knownProfiles: readonly Profile[] = [
  {
    id: 'wordpress',
    generator: /wordpress/i,
    body: ['.entry-content', '.wp-block-post-content', '.post-entry'],
    remove: [
      '.page-links',
      '.sharedaddy',
      '.jp-relatedposts',
      '.post-password-form',
      '.addtoany_share_save_container',
    ],
  },
  {
    id: 'drupal',
    generator: /drupal/i,
    body: ['.field-name-body', '.field--name-body', '.node > .content'],
    remove: ['.links', '.field-name-field-tags', '.book-navigation'],
  },
  {
    id: 'joomla',
    generator: /joomla/i,
    body: ['[itemprop=articleBody]', '.com-content-article__body', '.item-page'],
    remove: [
      '.article-info',
      '.icons',
      '.pager',
      '.pagenav',
      '.tags',
      '.page-header',
      '.content_rating',
    ],
  },
  {
    id: 'bitrix',
    generator: /bitrix/i,
    body: ['.news-detail', '.bx-newsdetail-content'],
    remove: ['.news-date-time', '.news-detail-share'],
  },
];
