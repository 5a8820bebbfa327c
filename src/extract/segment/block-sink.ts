import type { Block, BlockKind } from '../../model/segment.ts';
import { type BlockPlace, makeBlock, type Units } from './block-record.ts';
import { ContainerTable } from './container-table.ts';
import type { InlineContext } from './inline-collect.ts';
import type { TreeElement } from './tree.ts';

/** Most blocks kept of a page. */
export const mostBlocks = 20_000;

/** What surrounds an element: inline marks and link, container, wrappers. */
export interface Surroundings extends InlineContext {
  container: number;
  /** The element that owns text standing right here. */
  owner: TreeElement;
  hidden: boolean;
  wrappers: [mark: string, id: number][];
}

/** What surrounds the content of an element: its inline context within its place. */
export function surroundings(
  { marks, link }: InlineContext,
  { container, owner, wrappers }: Pick<Surroundings, 'container' | 'owner' | 'wrappers'>,
  hidden: boolean,
): Surroundings {
  return { marks, link, container, owner, hidden, wrappers };
}

/** Takes the blocks of a page as they are cut, and the containers they stand in. */
export class BlockSink {
  readonly blocks: Block[] = [];
  readonly table = new ContainerTable();
  /** Blocks above the limit. */
  dropped = 0;

  /** Where a block that `element` is stands. */
  place(element: TreeElement, around: Surroundings): BlockPlace {
    return {
      container: around.container,
      owner: this.table.signature(element),
      element: Math.max(element.number, 0),
      hidden: around.hidden,
      wrappers: around.wrappers,
    };
  }

  /** Makes a block and adds it; its controls count for the containers around it. */
  emit(
    kind: BlockKind,
    level: number,
    markdown: string,
    units: Units,
    controls: number,
    place: BlockPlace,
  ): void {
    this.table.addControls(place.container, controls);
    this.add(makeBlock(kind, level, markdown, units, controls, place));
  }

  /** Adds a block, or counts it when there are too many. */
  add(block: Block): void {
    if (this.blocks.length < mostBlocks) this.blocks.push(block);
    else this.dropped++;
  }
}
