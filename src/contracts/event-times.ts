/** Names under which a record of no known format may say when it happened, in the order in which they are looked for. */
export const EVENT_TIMES = [
  'time',
  'timestamp',
  '@timestamp',
  'event_time',
  'eventTime',
  'datetime',
  'date',
  'created_at',
  'createdAt',
  'published',
  'Timestamp',
  'Time',
  'TimeGenerated',
  'timeGenerated',
] as const;

/** Members in which such a record may keep what it is about; what stands beside them comes first. */
export const EVENT_BODIES = ['payload', 'data'] as const;
