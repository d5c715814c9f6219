/** More findings of one principal and day than this tell nothing new. */
export const ADMIT_PER_DAY = 5;
/** Days that are remembered; for older ones nothing more is admitted. */
const DAYS_KEPT = 14;

/** Which events of a principal became findings, so that there are few a day and redelivery makes no other ones. */
export class Admitted {
  /** Day → keys of events, 16 hex digits each */
  readonly days = new Map<number, string[]>();

  /** Whether an event may be a finding. The same event gets the same answer as long as its day is remembered. */
  admit(day: number, event: string): boolean {
    let events = this.days.get(day);
    if (events === undefined) {
      if (this.days.size >= DAYS_KEPT) {
        const oldest = Math.min(...this.days.keys());
        if (day < oldest) return false;
        this.days.delete(oldest);
      }
      events = [];
      this.days.set(day, events);
    }
    if (events.includes(event)) return true;
    if (events.length >= ADMIT_PER_DAY) return false;
    events.push(event);
    return true;
  }
}
