type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields of a patch that were given: an absent one and one that is `undefined` both mean "leave it as it is". */
export const definedOnly = <T extends object>(patch: T): Defined<T> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Defined<T>;
