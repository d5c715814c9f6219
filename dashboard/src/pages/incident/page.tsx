import { useTitle } from '../../lib/use-title.ts';
import { PageHeader } from '../../ui/panel.tsx';

export function IncidentPage() {
  useTitle('Incident');
  return <PageHeader title="Incident" />;
}
