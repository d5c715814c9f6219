/**
 * A made-up account over a quarter of a year, for tests of baselines: people with travel, late work, new tools and projects, pipelines
 * on runners, services. Everything is benign. Deterministic by its seed.
 */
export interface SimulatedEvent {
  readonly principal: string;
  readonly time: number;
  readonly uid: string;
  readonly changes: boolean;
  /** Values in the order of FEATURES */
  readonly values: readonly (string | undefined)[];
}

type Random = () => number;
/** Mulberry32 */
export function randomOf(seed: number): Random {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const pick = <T>(random: Random, list: readonly T[], skew = 1): T => list[Math.floor(random() ** skew * list.length)]!;

/** 600 operations of 40 services; a third of them change something. */
const OPERATIONS = Array.from({ length: 600 }, (_, n) => ({
  name: `service${n % 40}.amazonaws.com:${n % 3 === 0 ? 'Update' : 'Describe'}Thing${n}`,
  changes: n % 3 === 0,
}));
const SYSTEMS = ['a browser on macOS', 'a browser on Windows', 'a browser on Linux', 'aws-cli', 'boto3', 'terraform'];
const COUNTRIES = ['DE', 'FR', 'NL', 'ES', 'IT', 'US', 'GB', 'PL', 'AT', 'SE'];
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-southeast-2', 'eu-north-1'];

interface Habit {
  readonly principal: string;
  readonly eventsPerDay: number;
  readonly weekends: boolean;
  readonly hours: readonly [number, number];
  /** Operations it uses from its first day on */
  readonly operations: number;
  /** Chance a day of taking up another operation */
  readonly learns: number;
  /** Chance a day that a journey of some days to another country begins */
  readonly travels: number;
  /** Chance a day of another network */
  readonly moves: number;
  /** Chance a day of another tool, of another region */
  readonly tools: number;
  readonly expands: number;
  readonly key: boolean;
}

const person = (n: number, more: Partial<Habit> = {}): Habit => ({
  principal: `arn:aws:iam::111122223333:user/person${n}`,
  eventsPerDay: 60,
  weekends: false,
  hours: [7, 18],
  operations: 60,
  learns: 0.15,
  travels: 0.02,
  moves: 0.2,
  tools: 0.015,
  expands: 0.01,
  key: true,
  ...more,
});
const machine = (n: number, more: Partial<Habit> = {}): Habit => ({
  principal: `arn:aws:iam::111122223333:role/machine${n}`,
  eventsPerDay: 200,
  weekends: true,
  hours: [0, 24],
  operations: 15,
  learns: 0.01,
  travels: 0,
  moves: 0.3,
  tools: 0.004,
  expands: 0.003,
  key: false,
  ...more,
});

export const HABITS: readonly Habit[] = [
  ...Array.from({ length: 6 }, (_, n) => person(n)),
  person(6, { operations: 200, learns: 0.9, eventsPerDay: 150 }),
  person(7, { travels: 0.08, moves: 0.5 }),
  person(8, { eventsPerDay: 8, operations: 12, learns: 0.1 }),
  ...Array.from({ length: 4 }, (_, n) => machine(n)),
  machine(4, { learns: 0.2, expands: 0.02 }),
  machine(5, { moves: 1, eventsPerDay: 500 }),
];

/** Every event of a habit on `days` days from `from` on, in order. */
export function* simulate(habit: Habit, from: number, days: number, random: Random): Generator<SimulatedEvent> {
  const offset = Math.floor(random() * OPERATIONS.length);
  const operationAt = (n: number) => OPERATIONS[(offset + n * 7) % OPERATIONS.length]!;
  let operations = habit.operations;
  let tools = [pick(random, SYSTEMS), pick(random, SYSTEMS)];
  let regions = [pick(random, REGIONS), pick(random, REGIONS)];
  const home = habit.key ? 'DE' : 'US';
  let network = Math.floor(random() * 1e6);
  let abroad = 0;
  let country = home;
  for (let day = 0; day < days; day++) {
    if (random() < habit.learns) operations++;
    if (random() < habit.tools) tools = [...tools, pick(random, SYSTEMS)];
    if (random() < habit.expands) regions = [...regions, pick(random, REGIONS)];
    if (random() < habit.moves) network = Math.floor(random() * 1e6);
    if (abroad > 0 && --abroad === 0) country = home;
    if (abroad === 0 && random() < habit.travels) {
      abroad = 2 + Math.floor(random() * 8);
      country = pick(random, COUNTRIES);
      network = Math.floor(random() * 1e6);
    }
    if (!habit.weekends && day % 7 > 4 && random() < 0.9) continue;
    const late = random() < 0.05 ? 4 : 0;
    const events = Math.round(habit.eventsPerDay * (0.5 + random()));
    for (let e = 0; e < events; e++) {
      const { name, changes } = operationAt(Math.floor(random() ** 2 * operations));
      const hour = habit.hours[0] + Math.floor(random() * (habit.hours[1] - habit.hours[0] + late));
      yield {
        principal: habit.principal,
        time: from + (day * 24 + (hour % 24)) * 3_600_000 + e * 1_000,
        uid: `${habit.principal}-${day}-${e}`,
        changes,
        values: [
          name,
          pick(random, regions, 2),
          country,
          pick(random, tools),
          String(hour % 24),
          `n${network}`,
          habit.key ? `AKIA${habit.principal}` : undefined,
        ],
      };
    }
    // What was taken up lately is tried at once.
    if (random() < habit.learns) operations++;
  }
}
