/** Disjoint sets over strings, with path halving. */
export class UnionFind {
  private readonly parent = new Map<string, string>();

  add(node: string): void {
    if (!this.parent.has(node)) this.parent.set(node, node);
  }

  find(node: string): string {
    let at = node;
    for (;;) {
      const up = this.parent.get(at) ?? at;
      if (up === at) return at;
      const above = this.parent.get(up) ?? up;
      this.parent.set(at, above);
      at = above;
    }
  }

  union(a: string, b: string): void {
    this.add(a);
    this.add(b);
    this.parent.set(this.find(a), this.find(b));
  }

  /** All sets, each with its members in order of insertion. */
  sets(): string[][] {
    const byRoot = new Map<string, string[]>();
    for (const node of this.parent.keys()) {
      const root = this.find(node);
      const set = byRoot.get(root);
      if (set) set.push(node);
      else byRoot.set(root, [node]);
    }
    return [...byRoot.values()];
  }
}
