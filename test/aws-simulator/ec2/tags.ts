import { ApiError } from '../api-error.ts';
import { authorize, type Call, type Handlers } from '../call.ts';
import type { Tags } from '../model.ts';
import { find, KINDS, resourceOf, save, stopDryRun, tagsIn, type Ec2Kind } from './shared.ts';

function kindOf(id: string): Ec2Kind {
  const prefix = id.slice(0, id.lastIndexOf('-'));
  for (const kind of Object.keys(KINDS) as Ec2Kind[]) if (KINDS[kind].prefix === prefix) return kind;
  throw new ApiError('InvalidID', `The ID '${id.slice(0, 60)}' is not valid`);
}

function retag(call: Call, requestTags: Tags, change: (tags: Tags) => Tags) {
  const ids = call.params.list('ResourceId');
  if (ids.length === 0) throw new ApiError('MissingParameter', 'The request must contain the parameter resourceIdSet');
  authorize(
    call,
    ids.map((id) => resourceOf(call, kindOf(id), id)),
    { requestTags },
  );
  stopDryRun(call);
  for (const id of ids) {
    const kind = kindOf(id);
    const found = find(call, kind, id);
    save(call, kind, { ...found, tags: change(found.tags) });
  }
  return { return: true };
}

export const tags: Handlers = {
  CreateTags: (call) => {
    const fresh = tagsIn(call.params);
    return retag(call, fresh, (before) => ({ ...before, ...fresh }));
  },
  /** A tag given with a value goes only if it has that value; with none, whatever it has. */
  DeleteTags: (call) => {
    const gone = call.params.structs('Tag').map((t) => ({ key: t.need('Key'), value: t.text('Value') }));
    const goes = (key: string, value: string) =>
      gone.length === 0 || gone.some((g) => g.key === key && (g.value === undefined || g.value === value));
    return retag(call, {}, (before) => Object.fromEntries(Object.entries(before).filter(([k, v]) => !goes(k, v))));
  },
};
