import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from './journal.ts';
import { asWritten, type Imported, TransferError } from './transfer.ts';

/**
 * Writes an imported session among the others: whole, or not at all. Throws TransferError when one of that id is here
 * already, or it cannot be written.
 */
export function storeImported(sessions: string, { id, events }: Imported): void {
  const dir = join(sessions, id);
  if (existsSync(dir))
    throw new TransferError(`Session ${id} is here already; delete that one first to take this one in.`);
  const partial = join(sessions, `.import-${process.pid}-${id}`);
  rmSync(partial, { recursive: true, force: true });
  try {
    mkdirSync(sessions, { recursive: true, mode: 0o700 });
    const journal = openJournal(partial, id, 0);
    for (const event of events) journal.append(asWritten(event));
    const { trouble } = journal;
    journal.close();
    if (trouble !== null) throw new TransferError(`Session ${id} was not imported: ${trouble}`);
    renameSync(partial, dir);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (error instanceof TransferError) throw error;
    throw new TransferError(`Session ${id} was not imported: ${(error as Error).message}.`);
  }
}
