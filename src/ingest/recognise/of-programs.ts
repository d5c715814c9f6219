/**
 * Formats of records that programs on machines and in containers write of themselves. Any program prints and logs what it likes: one
 * that writes what looks like CloudTrail or GuardDuty must not have keys and roles of the account contained.
 */
export const OF_PROGRAMS: readonly string[] = ['falco.event', 'kubernetes.audit', 'syslog.cef'];
