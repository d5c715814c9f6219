import type { Entity } from '../contracts/entity.ts';

/** Gathers entities, each type and id once, the first that is named; what has no id is left out. Names are cut to 512 characters. */
export function entityList() {
  const found: Entity[] = [];
  const add = (
    type: Entity['type'],
    id: string | undefined,
    role: Entity['role'],
    name?: string,
    of?: string,
  ): void => {
    if (id === undefined || found.some((e) => e.type === type && e.id === id)) return;
    found.push({
      type,
      id,
      role,
      ...(name === undefined ? {} : { name: name.slice(0, 512) }),
      ...(of === undefined ? {} : { of }),
    });
  };
  return { found, add };
}
