import { useTitle } from '../../lib/use-title.ts';
import { PageHeader } from '../../ui/panel.tsx';

export function AdministrationPage() {
  useTitle('Administration');
  return <PageHeader title="Administration" />;
}
