/** Takes an engine's framed stream apart. Frames: a type byte, three zeros, four bytes of length, then the data. */
export interface Demultiplexer {
  write(chunk: Buffer): void;
}

/**
 * Feeds standard output and standard error to `sink` as they come, however the frames are cut; nothing is gathered
 * beyond a frame's header. What is not framed (a TTY, an engine that fails before it frames) is taken for standard output
 * as it is, from the first byte that is no header on.
 */
export function createDemultiplexer(sink: (stream: 'stdout' | 'stderr', data: Buffer) => void): Demultiplexer {
  let header = Buffer.alloc(0);
  let left = 0;
  let stream: 'stdout' | 'stderr' = 'stdout';
  let raw = false;

  function takeHeader(chunk: Buffer): Buffer {
    const wanted = 8 - header.length;
    header = Buffer.concat([header, chunk.subarray(0, wanted)]);
    const rest = chunk.subarray(wanted);
    if (!isHeaderSoFar(header)) {
      raw = true;
      const all = Buffer.concat([header, rest]);
      header = Buffer.alloc(0);
      return all;
    }
    if (header.length < 8) return rest;
    stream = header[0] === 2 ? 'stderr' : 'stdout';
    left = header.readUInt32BE(4);
    header = Buffer.alloc(0);
    return rest;
  }

  return {
    write(chunk) {
      let rest = chunk;
      while (rest.length > 0) {
        if (!raw && left === 0) rest = takeHeader(rest);
        if (rest.length === 0) return;
        if (raw) {
          sink('stdout', rest);
          return;
        }
        if (left > 0) {
          const data = rest.subarray(0, left);
          left -= data.length;
          rest = rest.subarray(data.length);
          sink(stream, data);
        }
      }
    },
  };
}

function isHeaderSoFar(bytes: Buffer): boolean {
  if (bytes.length > 0 && (bytes[0] as number) > 2) return false;
  for (let index = 1; index < Math.min(4, bytes.length); index += 1) if (bytes[index] !== 0) return false;
  return true;
}
