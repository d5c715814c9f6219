/**
 * Remembers the newest `capacity` to `2 × capacity` keys of a map: two generations, the older is forgotten whole, so that
 * no bookkeeping is paid per key.
 */
export class Recent<V> {
  private readonly capacity: number;
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(key: string): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  set(key: string, value: V): void {
    if (this.young.size >= this.capacity) this.age();
    this.young.set(key, value);
  }

  /** Forgets the older generation, as if the younger were full. */
  age(): void {
    this.old = this.young;
    this.young = new Map();
  }
}
