-- The tables that triggers keep are WITHOUT ROWID (by hand: drizzle-kit cannot say it): one row to write instead of two.
CREATE TABLE `entity_day` (
	`org` text NOT NULL,
	`day` integer NOT NULL,
	`type` text NOT NULL,
	`id` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`org`, `day`, `type`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `entity_day_top` ON `entity_day` (`org`,`day`,`n`);--> statement-breakpoint
CREATE TABLE `entity_total` (
	`org` text NOT NULL,
	`type` text NOT NULL,
	`id` text NOT NULL,
	`first_seen` integer NOT NULL,
	`last_seen` integer NOT NULL,
	`findings` integer NOT NULL,
	`incidents` integer NOT NULL,
	PRIMARY KEY(`org`, `type`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `finding_entity` (
	`org` text NOT NULL,
	`type` text NOT NULL,
	`id` text NOT NULL,
	`time` integer NOT NULL,
	`finding` text NOT NULL,
	PRIMARY KEY(`org`, `type`, `id`, `time`, `finding`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `finding_hour` (
	`org` text NOT NULL,
	`dimension` text NOT NULL,
	`hour` integer NOT NULL,
	`value` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`org`, `dimension`, `hour`, `value`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`org` text NOT NULL,
	`user` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`state` text NOT NULL,
	`status` integer,
	`body` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`org`, `user`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_created` ON `idempotency` (`created_at`);--> statement-breakpoint
CREATE TABLE `source_hour` (
	`org` text NOT NULL,
	`source_id` text NOT NULL,
	`hour` integer NOT NULL,
	`deliveries` integer NOT NULL,
	`events` integer NOT NULL,
	`duplicates` integer NOT NULL,
	`rejected` integer NOT NULL,
	`findings` integer NOT NULL,
	`bytes` integer NOT NULL,
	`last_accepted_at` integer NOT NULL,
	PRIMARY KEY(`org`, `source_id`, `hour`)
) WITHOUT ROWID;
--> statement-breakpoint
DROP INDEX `action_incident`;--> statement-breakpoint
DROP INDEX `action_org_updated`;--> statement-breakpoint
CREATE INDEX `action_org_state` ON `action` (`org`,`state`,`updated_at`,`op_id`);--> statement-breakpoint
CREATE INDEX `action_org_incident` ON `action` (`org`,`incident`,`updated_at`,`op_id`);--> statement-breakpoint
CREATE INDEX `action_org_updated` ON `action` (`org`,`updated_at`,`op_id`);--> statement-breakpoint
DROP INDEX `finding_incident`;--> statement-breakpoint
DROP INDEX `finding_org_time`;--> statement-breakpoint
CREATE INDEX `finding_org_severity` ON `finding` (`org`,`severity`,`time`,`id`,`kind`,`source`,`account`);--> statement-breakpoint
CREATE INDEX `finding_org_rule` ON `finding` (`org`,`rule_id`,`time`,`id`);--> statement-breakpoint
CREATE INDEX `finding_org_incident` ON `finding` (`org`,`incident`,`time`,`id`);--> statement-breakpoint
CREATE INDEX `finding_org_time` ON `finding` (`org`,`time`,`id`,`severity`,`kind`,`source`,`account`);--> statement-breakpoint
DROP INDEX `dead_letter_org_at`;--> statement-breakpoint
CREATE INDEX `dead_letter_org_open` ON `dead_letter` (`org`,`at`,`id`) WHERE replayed_at IS NULL;--> statement-breakpoint
CREATE INDEX `dead_letter_org_at` ON `dead_letter` (`org`,`at`,`id`);--> statement-breakpoint
DROP INDEX `delivery_org_accepted`;--> statement-breakpoint
CREATE INDEX `delivery_org_trouble` ON `delivery` (`org`,`verdict`,`accepted_at`,`id`) WHERE verdict <> 'processed';--> statement-breakpoint
CREATE INDEX `delivery_org_accepted` ON `delivery` (`org`,`accepted_at`,`id`,`source_id`,`verdict`,`processed_at`);--> statement-breakpoint
DROP INDEX `incident_org_opened`;--> statement-breakpoint
ALTER TABLE `incident` ADD `assignee` text;--> statement-breakpoint
ALTER TABLE `incident` ADD `merged_into` text;--> statement-breakpoint
ALTER TABLE `incident` ADD `first_event_at` integer;--> statement-breakpoint
ALTER TABLE `incident` ADD `contained_at` integer;--> statement-breakpoint
ALTER TABLE `incident` ADD `released_at` integer;--> statement-breakpoint
ALTER TABLE `incident` ADD `techniques` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `incident_org_updated` ON `incident` (`org`,`updated_at`,`id`,`opened_at`,`phase`,`severity`,`risk`,`assignee`,`techniques`);--> statement-breakpoint
CREATE INDEX `incident_org_risk` ON `incident` (`org`,`risk`,`id`,`opened_at`,`phase`,`severity`,`assignee`,`techniques`);--> statement-breakpoint
CREATE INDEX `incident_org_phase` ON `incident` (`org`,`phase`,`opened_at`,`id`,`severity`,`risk`,`assignee`,`techniques`);--> statement-breakpoint
CREATE INDEX `incident_org_opened` ON `incident` (`org`,`opened_at`,`id`,`phase`,`severity`,`risk`,`assignee`,`techniques`,`first_event_at`,`contained_at`,`released_at`);--> statement-breakpoint
UPDATE `incident` SET
	`assignee` = body ->> '$.assignee',
	`merged_into` = body ->> '$.mergedInto',
	`first_event_at` = body ->> '$.firstEventAt',
	`contained_at` = body ->> '$.containedAt',
	`released_at` = body ->> '$.releasedAt',
	`techniques` = coalesce((SELECT ' ' || group_concat(value, ' ') || ' ' FROM json_each(body, '$.techniques')), '');
