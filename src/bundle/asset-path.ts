import type { Asset } from '../model/asset.ts';

/** File extension by media type as sniffed; the old name decides only where the bytes say little. */
const extensions: Readonly<Record<string, string>> = {
  'application/epub+zip': 'epub',
  'application/gzip': 'gz',
  'application/json': 'json',
  'application/msword': 'doc',
  'application/pdf': 'pdf',
  'application/rtf': 'rtf',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.rar': 'rar',
  'application/x-7z-compressed': '7z',
  'application/x-cfb': 'ole',
  'application/x-rar-compressed': 'rar',
  'application/xml': 'xml',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'image/avif': 'avif',
  'image/bmp': 'bmp',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/tiff': 'tif',
  'image/vnd.djvu': 'djvu',
  'image/webp': 'webp',
  'image/x-icon': 'ico',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/rtf': 'rtf',
  'video/mp4': 'mp4',
  'video/mpeg': 'mpg',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/x-flv': 'flv',
  'video/x-ms-asf': 'wmv',
  'video/x-msvideo': 'avi',
};

/** Containers whose bytes do not tell the format inside. */
const vague = new Set([
  'application/octet-stream',
  'application/x-cfb',
  'application/zip',
  'text/plain',
]);

const known: ReadonlySet<string> = new Set(Object.values(extensions));

/** Extension of an asset's file in the bag, from a closed list: never text of the old site. */
export function assetExtension(asset: Pick<Asset, 'mediaType' | 'name'>): string {
  const type = asset.mediaType.toLowerCase();
  const sniffed = Object.hasOwn(extensions, type) ? extensions[type] : undefined;
  if (sniffed !== undefined && !vague.has(type)) return sniffed;
  const named = /\.([a-z0-9]{1,8})$/i.exec(asset.name)?.[1]?.toLowerCase();
  return named !== undefined && known.has(named) ? named : (sniffed ?? 'bin');
}

/** Path of an asset in the bag. Throws when the hash is none: it is never made from other text. */
export function assetPath(asset: Pick<Asset, 'sha256' | 'mediaType' | 'name'>): string {
  if (!/^[0-9a-f]{64}$/.test(asset.sha256)) throw new Error(`no SHA-256: ${asset.sha256}`);
  return `data/assets/${asset.sha256.slice(0, 2)}/${asset.sha256}.${assetExtension(asset)}`;
}

/** How bodies name an asset: relative to the folder of the content file, three folders deep in data/. */
export function assetReference(asset: Pick<Asset, 'sha256' | 'mediaType' | 'name'>): string {
  return assetPath(asset).replace('data/', '../../../');
}
