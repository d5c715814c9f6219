import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** A rule's title where it is one of ours; else the id that its sender gave. */
export function RuleName({ id }: { readonly id: string }) {
  const rules = useQuery({
    queryKey: ['rules'],
    queryFn: ({ signal }) => api.get('/rules', { signal }),
    staleTime: Infinity,
  });
  const title = rules.data?.rules.find((r) => r.id === id)?.title;
  return title === undefined ? <span className="mono">{id}</span> : <span title={id}>{title}</span>;
}
