import * as z from 'zod';
import { Millis } from './common.ts';

export const WindowId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'a window’s id is lower-case words, as policies name it');

/** `PUT /windows/{id}`: when scheduled plans may act. */
export const WindowInput = z.object({
  name: z.string().trim().min(1).max(100),
  /** RFC 5545 recurrence without DTSTART */
  rrule: z.string().min(6).max(200),
  /** Local time of the first start */
  start: z.string().max(19),
  /** IANA */
  timezone: z.string().min(1).max(64),
  durationMinutes: z
    .int()
    .min(5)
    .max(7 * 24 * 60),
});
export type WindowInput = z.infer<typeof WindowInput>;

export const WindowView = WindowInput.extend({
  id: WindowId,
  updatedBy: z.string(),
  updatedAt: Millis,
  /** The next ones; the first may be open now */
  openings: z.array(z.object({ opensAt: Millis, closesAt: Millis })),
});
export type WindowView = z.infer<typeof WindowView>;
