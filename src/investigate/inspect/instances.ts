import type { AwsClient } from '../../aws/types.ts';
import { inspectAround } from './controls.ts';
import type { Notes } from './notes.ts';
import { listIn, objectIn, readAws, textIn, type Answer, type Budget } from './reader.ts';
import type { InspectedInstance } from './subjects-of.ts';

/** Ids in one call; more than an incident's findings can hold. */
const IDS_PER_CALL = 50;
const GONE = new Set(['terminated', 'shutting-down']);

/**
 * Reads the instances of one account and region. Those launched in the attack lead to their reservation: one RunInstances
 * call makes one reservation, so that its other instances are the attacker's too, although the event was cut.
 */
export async function inspectInstances(
  client: AwsClient,
  budget: Budget,
  notes: Notes,
  place: { readonly account: string; readonly region: string },
  instances: readonly InspectedInstance[],
): Promise<void> {
  const about = `instances in ${place.region}`;
  const describe = (params: Answer) =>
    readAws(
      client,
      budget,
      notes,
      { service: 'ec2', operation: 'DescribeInstances', region: place.region, params },
      about,
    );
  if (instances.length > IDS_PER_CALL) notes.limit(`Only ${IDS_PER_CALL} ${about} were read.`);
  const asked = instances.slice(0, IDS_PER_CALL);
  const answer = await describe({ InstanceIds: asked.map((i) => i.id) });
  if (!answer) return;
  const made = new Set(asked.filter((i) => i.made).map((i) => i.id));
  const reservations = new Set<string>();
  for (const { reservation, instance } of instancesIn(answer)) {
    tell(notes, place.region, instance);
    if (made.has(textIn(instance, 'InstanceId') ?? '') && reservation !== undefined) reservations.add(reservation);
  }
  await notes.keep('aws.ec2.instances', { ...place, answer }, budget.now());
  const mates =
    reservations.size === 0
      ? undefined
      : await describe({ Filters: [{ Name: 'reservation-id', Values: [...reservations] }] });
  for (const { reservation, instance } of instancesIn(mates)) {
    const id = textIn(instance, 'InstanceId');
    const state = textIn(objectIn(instance, 'State', 'instanceState'), 'Name') ?? '';
    // An endpoint that knows no such filter answers with everything: what it says is checked, not believed.
    if (id === undefined || !/^i-[0-9a-f]{8,17}$/.test(id) || GONE.has(state)) continue;
    if (reservation === undefined || !reservations.has(reservation)) continue;
    notes.discover({ type: 'instance', id, role: 'related', ...place });
  }
  // Last: should the budget end, what is in the attacker's hands matters more than where it can be walled in.
  await inspectAround(
    client,
    budget,
    notes,
    place,
    instancesIn(answer).map((i) => i.instance),
  );
}

function instancesIn(answer: Answer | undefined): { reservation: string | undefined; instance: Answer }[] {
  return listIn(answer, 'Reservations', 'reservationSet').flatMap((r) =>
    listIn(r, 'Instances', 'instancesSet').map((instance) => ({ reservation: textIn(r, 'ReservationId'), instance })),
  );
}

function tell(notes: Notes, region: string, instance: Answer): void {
  const id = textIn(instance, 'InstanceId') ?? '?';
  const state = textIn(objectIn(instance, 'State', 'instanceState'), 'Name') ?? 'in an unknown state';
  const address = textIn(instance, 'PublicIpAddress', 'ipAddress');
  const profile = textIn(objectIn(instance, 'IamInstanceProfile'), 'Arn');
  const groups = listIn(instance, 'SecurityGroups', 'groupSet').flatMap((g) => textIn(g, 'GroupId') ?? []);
  notes.fact(
    `Instance ${id} (${textIn(instance, 'InstanceType') ?? 'unknown type'}) in ${region} is ${state}` +
      `${address === undefined ? '' : `, reachable at ${address}`}${groups.length > 0 ? `, in ${groups.slice(0, 4).join(', ')}` : ''}.`,
  );
  if (profile !== undefined)
    notes.fact(`Instance ${id} carries the instance profile ${profile}: whoever holds it may act as its role.`);
}
