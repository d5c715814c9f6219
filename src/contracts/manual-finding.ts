import * as z from 'zod';
import { AccountId, Level, Millis, Region, TechniqueId } from './common.ts';
import { Entity } from './entity.ts';

/** `POST /findings`: what a person saw that no rule did. */
export const ManualFinding = z.object({
  title: z.string().trim().min(1).max(200),
  description: z.string().trim().max(4000).default(''),
  level: Level,
  confidence: z.int().min(0).max(100).default(80),
  /** When it happened, ms; now if not said */
  time: Millis.optional(),
  account: AccountId.optional(),
  region: Region.optional(),
  techniques: z.array(TechniqueId).max(16).default([]),
  entities: z.array(Entity).min(1).max(24),
});
export type ManualFinding = z.infer<typeof ManualFinding>;
