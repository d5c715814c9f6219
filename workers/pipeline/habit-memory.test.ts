import { describe, expect, it } from 'vitest';
import { HabitMemory } from './habit-memory.ts';

const UNIT = 4_096;

describe('the memory of habits', () => {
  it('keeps so many values and no more, however much principals do', () => {
    const memory = new HabitMemory();
    let kept = 0;
    const days = Array.from({ length: 400 }, (_, i) => {
      const day = memory.day('org_a', `user${i}`, 20_000);
      for (let f = 0; f < 7; f++) for (let v = 0; v < 150; v++) day.value(f, `value${v}`);
      return day;
    });
    for (const [i, day] of days.entries())
      if (memory.day('org_a', `user${i}`, 20_000) === day) kept += day.values.reduce((n, m) => n + m.size, 0);
    expect(kept).toBeLessThan(200_000);
  });

  it('knows days by a name of bounded length', () => {
    const memory = new HabitMemory();
    const long = 'x'.repeat(100 * UNIT);
    expect(memory.day('org_a', `${long}1`, 1)).toBe(memory.day('org_a', `${long}1`, 1));
    expect(memory.day('org_a', `${long}1`, 1)).not.toBe(memory.day('org_a', `${long}2`, 1));
    expect(memory.day('org_a', `${long}1`, 1).key).not.toBe(memory.day('org_b', `${long}1`, 1).key);
  });
});
