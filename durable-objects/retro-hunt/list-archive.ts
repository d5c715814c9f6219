import type { ListedBlock } from './state.ts';

/** What R2 gives at once. */
const PAGE = 1_000;

/** Folders directly in a folder, all of them. */
export async function listFolders(bucket: R2Bucket, prefix: string): Promise<string[]> {
  const folders: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix, delimiter: '/', ...(cursor === undefined ? {} : { cursor }) });
    folders.push(...page.delimitedPrefixes);
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return folders;
}

/** Blocks of an hour in order of their keys, after one; `last` is the page's last key where there are more. */
export async function listBlocks(
  bucket: R2Bucket,
  prefix: string,
  after: string | undefined,
): Promise<{ readonly blocks: ListedBlock[]; readonly last: string | undefined }> {
  const page = await bucket.list({ prefix, limit: PAGE, ...(after === undefined ? {} : { startAfter: after }) });
  const blocks = page.objects.map((o) => ({ key: o.key, size: o.size, uploaded: o.uploaded.getTime() }));
  return { blocks, last: page.truncated ? blocks.at(-1)?.key : undefined };
}
