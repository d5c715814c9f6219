import type { CurrentEvent, Field, Root } from './field.ts';
import { Leaf, type LeafTest } from './leaf.ts';
import { everyValue } from './path.ts';

/**
 * Every value of the event at hand, for keywords: gathered when a rule asks and none of the texts that the search picked out
 * passes, and folded once for all rules.
 */
export class AllValues implements Field {
  private readonly root: Root;
  private readonly event: CurrentEvent;
  private leaves: Leaf[] = [];
  private readonly first = new Leaf(undefined);
  private stamp = -1;

  constructor(root: Root, event: CurrentEvent) {
    this.root = root;
    this.event = event;
  }

  some(test: LeafTest): boolean {
    if (this.root === 'raw' && this.stamp !== this.event.stamp)
      for (const text of this.event.searched) {
        this.first.set(text);
        if (test(this.first)) return true;
      }
    this.refresh();
    for (const leaf of this.leaves) if (test(leaf)) return true;
    return false;
  }

  present(): boolean {
    this.refresh();
    return this.leaves.length > 0;
  }

  /** Lets go of the record. */
  clear(): void {
    if (this.leaves.length > 0) this.leaves = [];
    this.first.set(undefined);
  }

  private refresh(): void {
    if (this.stamp === this.event.stamp) return;
    this.stamp = this.event.stamp;
    this.leaves = [];
    everyValue(this.event.at(this.root), (value) => {
      this.leaves.push(new Leaf(value));
      return false;
    });
  }
}
