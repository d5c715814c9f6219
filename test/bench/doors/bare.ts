/** The bare handler that the doors are compared with: inflates, parses what it is given as a whole, answers. No key, no bounds. */
export default {
  async fetch(request) {
    const zipped = request.headers.get('content-encoding') === 'gzip';
    const body = zipped && request.body ? request.body.pipeThrough(new DecompressionStream('gzip')) : request.body;
    const text = await new Response(body).text();
    let values = 0;
    try {
      JSON.parse(text);
      values = 1;
    } catch {
      const kept: unknown[] = [];
      for (const line of text.split('\n')) if (line.startsWith('{')) kept.push(parsed(line));
      values = kept.length;
    }
    return Response.json({ values }, { status: 202 });
  },
} satisfies ExportedHandler;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
