ALTER TABLE `dead_letter` ADD `object` text;--> statement-breakpoint
CREATE INDEX `dead_letter_org_object` ON `dead_letter` (`org`,`object`) WHERE object IS NOT NULL;--> statement-breakpoint
ALTER TABLE `delivery` ADD `object` text;--> statement-breakpoint
CREATE INDEX `delivery_org_object` ON `delivery` (`org`,`object`,`rejected`,`processed_at`) WHERE object IS NOT NULL;