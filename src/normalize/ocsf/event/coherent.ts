import { err, ok, type Result } from '../../../kit/result.ts';
import { number, own, time } from '../../read.ts';

/** What an event says it is. */
export interface Kind {
  readonly classUid: number;
  readonly category: number;
  readonly activity: number;
}

/** Classes of the core schema run from 1 in each of eight categories: https://schema.ocsf.io/1.5.0/categories */
const CATEGORIES = 8;
const CLASSES = 99;
const OTHER = 99;

/** Class, category, activity and type, where they agree; what is wrong with them otherwise. What is left out follows from the rest. */
export function kindOf(record: Record<string, unknown>): Result<Kind, string> {
  const type = number(record, 'type_uid');
  const classUid = number(record, 'class_uid') ?? (type === undefined ? undefined : Math.floor(type / 100));
  if (classUid === undefined || !Number.isSafeInteger(classUid)) return err('class_uid is missing or no number');
  const category = Math.floor(classUid / 1_000);
  const within = classUid % 1_000;
  if (classUid !== 0 && (category < 1 || category > CATEGORIES || within < 1 || within > CLASSES))
    return err('class_uid is no class of OCSF’s core schema');
  const said = number(record, 'category_uid');
  if (said !== undefined && said !== category) return err('category_uid is not that of class_uid');
  const activity = number(record, 'activity_id') ?? (type === undefined ? 0 : type % 100);
  if (!Number.isSafeInteger(activity) || activity < 0 || activity > OTHER) return err('activity_id is no activity');
  if (type !== undefined && type !== classUid * 100 + activity)
    return err('type_uid is not class_uid * 100 + activity_id');
  return ok({ classUid, category, activity });
}

/** ms of a time as senders write it: ms by the schema, other units by mistake, or its `_dt` twin. */
export const timeOf = (from: unknown, name: string): number | undefined =>
  time(own(from, name)) ?? time(own(from, `${name}_dt`));
