import { useTitle } from '../../lib/use-title.ts';
import { PageHeader } from '../../ui/panel.tsx';

export function IncidentsPage() {
  useTitle('Incidents');
  return <PageHeader title="Incidents" />;
}
