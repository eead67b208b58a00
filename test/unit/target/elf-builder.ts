/** Makes small ELF files for tests: any word size, byte order and machine; never meant to be run. */
export interface ElfRecipe {
  bits?: 32 | 64;
  endian?: 'little' | 'big';
  machine?: number;
  /** e_type: 2 executable, 3 shared object. */
  type?: number;
  interpreter?: string;
  needed?: string[];
  soname?: string;
  runpath?: string;
  /** Library → wanted versions. */
  versionNeeds?: Record<string, string[]>;
  versionsProvided?: string[];
  pie?: boolean;
  undefinedSymbols?: string[];
}

class Writer {
  readonly parts: Buffer[] = [];
  length = 0;
  readonly little: boolean;
  readonly wide: boolean;
  constructor(little: boolean, wide: boolean) {
    this.little = little;
    this.wide = wide;
  }
  raw(bytes: Buffer): void {
    this.parts.push(bytes);
    this.length += bytes.length;
  }
  u8(value: number): void {
    this.raw(Buffer.from([value]));
  }
  u16(value: number): void {
    const b = Buffer.alloc(2);
    if (this.little) b.writeUInt16LE(value);
    else b.writeUInt16BE(value);
    this.raw(b);
  }
  u32(value: number): void {
    const b = Buffer.alloc(4);
    if (this.little) b.writeUInt32LE(value);
    else b.writeUInt32BE(value);
    this.raw(b);
  }
  word(value: number): void {
    if (!this.wide) {
      this.u32(value);
      return;
    }
    const b = Buffer.alloc(8);
    if (this.little) b.writeBigUInt64LE(BigInt(value));
    else b.writeBigUInt64BE(BigInt(value));
    this.raw(b);
  }
  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

class Strings {
  text = '\0';
  add(value: string): number {
    const at = this.text.length;
    this.text += `${value}\0`;
    return at;
  }
}

function versionNeeds(out: Writer, needs: [string, string[]][], strings: Strings): Writer {
  needs.forEach(([library, versions], i) => {
    out.u16(1);
    out.u16(versions.length);
    out.u32(strings.add(library));
    out.u32(16);
    out.u32(i === needs.length - 1 ? 0 : 16 + versions.length * 16);
    versions.forEach((version, j) => {
      out.u32(0);
      out.u16(0);
      out.u16(2 + j);
      out.u32(strings.add(version));
      out.u32(j === versions.length - 1 ? 0 : 16);
    });
  });
  return out;
}

function versionDefinitions(out: Writer, provided: string[], strings: Strings): Writer {
  provided.forEach((version, i) => {
    out.u16(1);
    out.u16(0);
    out.u16(i + 2);
    out.u16(1);
    out.u32(0);
    out.u32(20);
    out.u32(i === provided.length - 1 ? 0 : 28);
    out.u32(strings.add(version));
    out.u32(0);
  });
  return out;
}

function symbolTable(out: Writer, names: string[], strings: Strings): Writer {
  for (const name of [0, ...names.map((text) => strings.add(text))]) {
    const info = name === 0 ? 0 : 0x12;
    out.u32(name);
    if (!out.wide) out.raw(Buffer.alloc(8));
    out.raw(Buffer.from([info, 0, 0, 0]));
    if (out.wide) out.raw(Buffer.alloc(16));
  }
  return out;
}

/** Names by their place among the strings. */
interface Named {
  readonly needed: readonly number[];
  readonly soname: number | null;
  readonly runpath: number | null;
}

/** Where the tables are that the dynamic section points to. */
type Places = Readonly<Record<'verneed' | 'verdef' | 'symtab' | 'strings', number>>;

function dynamicSection(out: Writer, recipe: ElfRecipe, { needed, soname, runpath }: Named, at: Places): Writer {
  const entry = (tag: number, value: number): void => {
    out.word(tag);
    out.word(value);
  };
  const needs = Object.keys(recipe.versionNeeds ?? {}).length;
  const provided = recipe.versionsProvided?.length ?? 0;
  for (const offset of needed) entry(1, offset);
  if (soname !== null) entry(14, soname);
  if (runpath !== null) entry(29, runpath);
  if (recipe.pie) entry(0x6ffffffb, 0x08000000);
  entry(5, at.strings);
  entry(6, at.symtab);
  if (needs > 0) {
    entry(0x6ffffffe, at.verneed);
    entry(0x6fffffff, needs);
  }
  if (provided > 0) {
    entry(0x6ffffffc, at.verdef);
    entry(0x6ffffffd, provided);
  }
  entry(0, 0);
  return out;
}

/** Builds the file: one PT_LOAD that maps it all at address 0, PT_INTERP and PT_DYNAMIC as asked for. */
export function buildElf(recipe: ElfRecipe = {}): Buffer {
  const wide = (recipe.bits ?? 64) === 64;
  const little = (recipe.endian ?? 'little') === 'little';
  const make = (): Writer => new Writer(little, wide);
  const { needed: wanted, soname: own, pie, versionNeeds: from, versionsProvided: gives } = recipe;
  const hasDynamic = [wanted, own, pie, from, gives].some((part) => part !== undefined);
  const interp = recipe.interpreter === undefined ? Buffer.alloc(0) : Buffer.from(`${recipe.interpreter}\0`);
  const headerSize = wide ? 64 : 52;
  const segmentSize = wide ? 56 : 32;
  const segments = 1 + (interp.length > 0 ? 1 : 0) + (hasDynamic ? 1 : 0);
  const interpAt = headerSize + segments * segmentSize;

  const strings = new Strings();
  const needed = (recipe.needed ?? []).map((name) => strings.add(name));
  const soname = recipe.soname === undefined ? null : strings.add(recipe.soname);
  const runpath = recipe.runpath === undefined ? null : strings.add(recipe.runpath);
  const verneed = versionNeeds(make(), Object.entries(recipe.versionNeeds ?? {}), strings);
  const verdef = versionDefinitions(make(), recipe.versionsProvided ?? [], strings);
  const symtab = symbolTable(make(), recipe.undefinedSymbols ?? [], strings);
  const verneedAt = interpAt + interp.length;
  const verdefAt = verneedAt + verneed.length;
  const symtabAt = verdefAt + verdef.length;
  const stringsAt = symtabAt + symtab.length;
  const dynamicAt = stringsAt + strings.text.length;
  const at = { verneed: verneedAt, verdef: verdefAt, symtab: symtabAt, strings: stringsAt };
  const dynamic = dynamicSection(make(), recipe, { needed, soname, runpath }, at);
  const total = dynamicAt + (hasDynamic ? dynamic.length : 0);

  const file = make();
  file.raw(Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1, 0]));
  file.raw(Buffer.alloc(8));
  file.u16(recipe.type ?? 2);
  file.u16(recipe.machine ?? 62);
  file.u32(1);
  file.word(0);
  file.word(headerSize);
  file.word(0);
  file.u32(0);
  file.u16(headerSize);
  file.u16(segmentSize);
  file.u16(segments);
  file.u16(0);
  file.u16(0);
  file.u16(0);
  const segment = (type: number, offset: number, size: number): void => {
    file.u32(type);
    if (wide) file.u32(4);
    file.word(offset);
    file.word(offset);
    file.word(offset);
    file.word(size);
    file.word(size);
    if (!wide) file.u32(4);
    file.word(1);
  };
  segment(1, 0, total);
  if (interp.length > 0) segment(3, interpAt, interp.length);
  if (hasDynamic) segment(2, dynamicAt, dynamic.length);
  file.raw(interp);
  file.raw(verneed.bytes());
  file.raw(verdef.bytes());
  file.raw(symtab.bytes());
  file.raw(Buffer.from(strings.text, 'latin1'));
  if (hasDynamic) file.raw(dynamic.bytes());
  return file.bytes();
}
