import * as z from 'zod';

/** Who or what a finding is about. */
export const EntityType = z.enum([
  'principal',
  'access_key',
  'session',
  'role',
  'user',
  'account',
  'instance',
  'ip',
  'bucket',
  'trail',
  'security_group',
  'function',
  'domain',
  'hash',
  'user_agent',
  'resource',
  'network_acl',
  'ip_set',
  'volume',
]);
export type EntityType = z.infer<typeof EntityType>;

export const EntityRole = z.enum(['actor', 'target', 'source', 'related']);

export const Entity = z.object({
  type: EntityType,
  /** ARN where there is one, else the natural id (access key id, address). */
  id: z.string().min(1).max(2048),
  role: EntityRole,
  name: z.string().max(512).optional(),
  account: z.string().max(64).optional(),
  region: z.string().max(64).optional(),
  /** Id of the entity that it belongs to: the instance behind a network ACL or volume, the role that a principal was let into. */
  of: z.string().max(2048).optional(),
});
export type Entity = z.infer<typeof Entity>;
export const entityKey = (e: Pick<Entity, 'type' | 'id'>): string => `${e.type}:${e.id}`;
