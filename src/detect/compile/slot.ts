import type { CurrentEvent, Field, FieldPlace } from './field.ts';
import { Leaf, type LeafTest } from './leaf.ts';
import { compilePath, type Walk } from './path.ts';

/** The values of one field of the event at hand, fetched once. The first has a place of its own: most fields have one value. */
export class Slot implements Field {
  readonly id: number;
  readonly place: FieldPlace;
  count = 0;
  readonly first = new Leaf(undefined);
  private more: Leaf[] = [];
  private readonly event: CurrentEvent;
  /** Made when first asked for: the scan fetches most fields */
  private walk: Walk | undefined;
  /** Fields of the raw record are filled by the scan, those of a view when first asked for */
  private readonly lazy: boolean;
  private filled = -1;

  constructor(id: number, place: FieldPlace, event: CurrentEvent) {
    this.id = id;
    this.place = place;
    this.event = event;
    this.lazy = place.root !== 'raw';
  }

  add(value: unknown): void {
    if (this.count++ === 0) this.first.set(value);
    else this.more.push(new Leaf(value));
  }

  clear(): void {
    this.count = 0;
    this.first.set(undefined);
    if (this.more.length > 0) this.more = [];
  }

  /** Fetches the values by walking: fields of views, and names with a dot that a record spells as one key. */
  fill(): void {
    this.clear();
    this.walk ??= compilePath(this.place.path);
    this.walk(this.event.at(this.place.root), (value) => {
      this.add(value);
      return false;
    });
  }

  some(test: LeafTest): boolean {
    if (this.lazy) this.refresh();
    if (this.count === 0) return false;
    if (test(this.first)) return true;
    for (const leaf of this.more) if (test(leaf)) return true;
    return false;
  }

  present(): boolean {
    if (this.lazy) this.refresh();
    return this.count > 0;
  }

  /** The value at an index below `count`, which holds once `present` was asked. */
  valueAt(index: number): unknown {
    return index === 0 ? this.first.value : this.more[index - 1]!.value;
  }

  private refresh(): void {
    if (this.filled === this.event.stamp) return;
    this.filled = this.event.stamp;
    this.fill();
  }
}
