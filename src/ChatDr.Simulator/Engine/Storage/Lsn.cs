namespace ChatDr.Simulator.Engine.Storage;

/// <summary>A log sequence number: virtual log file, block, slot; packed so that order is numeric order.</summary>
internal readonly record struct Lsn(ulong Packed) : IComparable<Lsn>
{
    private const int BlockSize = 512;
    private const uint BlocksInVirtualLogFile = 8192;
    private const uint FirstBlock = 16;
    private const ulong LastVirtualLogFile = 0xF_FFFF;

    /// <summary>The first record of a new database.</summary>
    public static Lsn First => new(34, FirstBlock, 1);

    private Lsn(ulong virtualLogFile, ulong block, ulong slot)
        : this((InRange(virtualLogFile) << 44) | (block << 12) | slot)
    {
    }

    public static bool operator <(Lsn left, Lsn right) => left.Packed < right.Packed;

    public static bool operator >(Lsn left, Lsn right) => left.Packed > right.Packed;

    public static bool operator <=(Lsn left, Lsn right) => left.Packed <= right.Packed;

    public static bool operator >=(Lsn left, Lsn right) => left.Packed >= right.Packed;

    /// <summary>The smaller of two.</summary>
    public static Lsn Min(Lsn left, Lsn right) => left < right ? left : right;

    /// <summary>The larger of two.</summary>
    public static Lsn Max(Lsn left, Lsn right) => left > right ? left : right;

    /// <summary>As numeric(25,0): VLF, ten digits of block, five digits of slot (sys.fn_dblog's parts in decimal).</summary>
    public decimal ToNumeric() => ((Packed >> 44) * 1_000_000_000_000_000m) + (((Packed >> 12) & 0xFFFF_FFFF) * 100_000m) + (Packed & 0xFFF);

    /// <summary>The number of the record that follows a record of this number.</summary>
    /// <param name="payloadBytes">The length of this number's record.</param>
    /// <exception cref="OverflowException">The numbers are used up, after 4 TB of log.</exception>
    public Lsn After(int payloadBytes)
    {
        var block = ((Packed >> 12) & 0xFFFF_FFFF) + (ulong)((payloadBytes + BlockSize) / BlockSize);
        return block < BlocksInVirtualLogFile ? new(Packed >> 44, block, 1) : new((Packed >> 44) + 1, FirstBlock, 1);
    }

    /// <summary>The length of the log from here to a later place, in bytes, as blocks of the log; 0 when it is not later.</summary>
    public long BytesTo(Lsn end) => Math.Max(0, end.Blocks - Blocks) * BlockSize;

    /// <summary>A number that wraps around would order new log before old.</summary>
    private static ulong InRange(ulong virtualLogFile) =>
        virtualLogFile <= LastVirtualLogFile ? virtualLogFile : throw new OverflowException("The log sequence numbers of the database are used up.");

    private long Blocks => ((long)(Packed >> 44) * BlocksInVirtualLogFile) + (long)((Packed >> 12) & 0xFFFF_FFFF);

    /// <inheritdoc/>
    public int CompareTo(Lsn other) => Packed.CompareTo(other.Packed);

    /// <inheritdoc/>
    public override string ToString() => ToNumeric().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
