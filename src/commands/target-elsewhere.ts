/** A target that is known and cannot be reached from this engine: exit status 4. The message says how it could be. */
export class TargetElsewhere extends Error {
  readonly exitStatus = 4;
  constructor(message: string) {
    super(message);
    this.name = 'TargetElsewhere';
  }
}
