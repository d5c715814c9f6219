import { useTitle } from '../../lib/use-title.ts';
import { PageHeader } from '../../ui/panel.tsx';

export function AccountPage() {
  useTitle('Account');
  return <PageHeader title="Account" />;
}
