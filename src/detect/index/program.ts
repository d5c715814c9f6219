import type { RuleAst } from '../ast.ts';
import type { CurrentEvent } from '../compile/field.ts';
import { textOf } from '../compile/leaf.ts';
import { Scan, type Search } from '../compile/scan.ts';
import type { Slot } from '../compile/slot.ts';
import { clausesOf, type SlotOf, type Weigh } from './clauses.ts';
import { Node, type Bucket, type Target } from './node.ts';
import { weigher } from './weights.ts';

export interface Runnable {
  readonly ast: RuleAst;
  readonly slotOf: SlotOf;
  /** Stamp of the last event it was tried on */
  tried: number;
  /** Judges the event at hand. Does not throw. */
  holds(): boolean;
}

/** The rules of one log source behind their index. */
export class Program<R extends Runnable> {
  /** Rules that were judged since the program was made */
  judged = 0;
  private readonly event: CurrentEvent;
  private readonly weigh: Weigh;
  private readonly root: Node<R>;
  private readonly scan: Scan;
  private readonly ofViews: Node<R>['slots'];
  private readonly queue: Bucket<R>[] = [];
  private hits: R[] = [];

  /** `slots` are all fields of the raw record that the rules read. */
  constructor(rules: readonly R[], slots: readonly Slot[], event: CurrentEvent) {
    this.event = event;
    this.weigh = weigher(rules);
    this.root = new Node(
      rules.map((rule) => ({ rule, clauses: clausesOf(rule.ast, rule.slotOf, this.weigh) })),
      this.weigh,
    );
    this.ofViews = this.root.slots.filter((s) => s.slot.place.root !== 'raw');
    this.scan = new Scan(slots, this.searcher());
  }

  /** The rules that match the event at hand, in no order. */
  run(): readonly R[] {
    this.hits = [];
    try {
      this.scan.run(this.event.at('raw'));
      for (const rule of this.root.rest) this.judge(rule);
      for (const slot of this.scan.found) {
        const index = this.root.bySlot[slot.id];
        if (index !== undefined) Node.find(index, this.visit);
      }
      for (const index of this.ofViews) Node.find(index, this.visit);
      for (const bucket of this.queue) this.visit(bucket);
      return this.hits;
    } finally {
      this.queue.length = 0;
      this.scan.clear();
    }
  }

  /** Fields are not all fetched while the record is searched for texts, so what is found waits. */
  private searcher(): Search | undefined {
    const { shared, sharedSlots, anywhere } = this.root;
    if (shared === undefined) return undefined;
    const enqueue = (bucket: Bucket<R> | undefined): void => {
      if (bucket === undefined || bucket.queued === this.event.stamp) return;
      bucket.queued = this.event.stamp;
      this.queue.push(bucket);
    };
    let at: Slot | undefined;
    let found = false;
    let text = '';
    const visit = (target: Target<R>): void => {
      if (!found && target.anywhere !== undefined) this.event.searched.push(text);
      found = true;
      enqueue(target.anywhere);
      if (at !== undefined) enqueue(target.bySlot[at.id]);
    };
    return {
      everywhere: anywhere,
      slots: sharedSlots,
      value(value, slot) {
        const own = textOf(value);
        if (own === undefined || own.length < shared.shortest) return false;
        text = own;
        at = slot;
        found = false;
        shared.find(text, visit);
        return found;
      },
    };
  }

  private readonly visit = (bucket: Bucket<R>): void => {
    if (bucket.seen === this.event.stamp) return;
    bucket.seen = this.event.stamp;
    const node = Node.split(bucket, this.weigh);
    if (node === undefined) for (const { rule } of bucket.rules) this.judge(rule);
    else {
      for (const rule of node.rest) this.judge(rule);
      for (const index of node.slots) Node.find(index, this.visit);
    }
  };

  private judge(rule: R): void {
    if (rule.tried === this.event.stamp) return;
    rule.tried = this.event.stamp;
    this.judged++;
    if (rule.holds()) this.hits.push(rule);
  }
}
