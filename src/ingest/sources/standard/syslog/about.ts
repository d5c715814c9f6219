import type { SourceAbout } from '../../../../contracts/source-about.ts';
import { SETUP } from './setup.ts';

export const about = {
  id: 'standard.syslog',
  title: 'Syslog, CEF and LEEF over HTTP',
  vendor: 'Any',
  summary:
    'Lines of syslog (RFC 5424 and RFC 3164), CEF and LEEF, in the body of a POST, a line each, or as JSON that a shipper has made of them.',
  proves: 'The sender holds the token set in its log shipper.',
  limits:
    'Whoever reads the shipper’s configuration can send the same, and whoever may write to the machine’s log may write any line: syslog proves nothing of its authors. Lines name no account, so they belong to the source’s one account. Old syslog has no year and no time zone: the year is that of the delivery, or of the year before where the line would lie more than a day ahead, and the zone is the setting below. Lines without a time get the delivery’s, and count again if they are sent again. UDP and TCP syslog, and octet counting, are the shipper’s business.',
  secret: 'random',
  settings: [
    {
      name: 'utcOffset',
      label: 'UTC offset',
      help: 'Where the senders’ clocks stand whose lines do not say, such as +01:00; UTC if left empty. Lines with an offset of their own are not touched.',
      type: 'text',
      pattern: '[+-][0-9]{2}:[0-9]{2}',
      required: false,
      example: '+01:00',
    },
  ],
  accounts: {
    label: 'the name of the network or environment',
    pattern: '[A-Za-z0-9._:@/-]{1,64}',
    example: 'head-office',
  },
  setup: SETUP,
  rhythmMinutes: 15,
  formats: ['syslog.line', 'syslog.cef', 'vedette.event', 'falco.event', 'kubernetes.audit'],
  references: [
    'https://www.rfc-editor.org/rfc/rfc5424',
    'https://www.rfc-editor.org/rfc/rfc3164',
    'https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors/cef-implementation-standard',
    'https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components',
    'https://www.rsyslog.com/doc/configuration/modules/omhttp.html',
    'https://vector.dev/docs/reference/configuration/sinks/http',
    'https://docs.fluentbit.io/manual/pipeline/outputs/http',
  ],
} as const satisfies SourceAbout;
