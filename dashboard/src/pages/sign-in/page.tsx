import { useTitle } from '../../lib/use-title.ts';
import { PageHeader } from '../../ui/panel.tsx';

export function SignInPage() {
  useTitle('SignIn');
  return <PageHeader title="SignIn" />;
}
