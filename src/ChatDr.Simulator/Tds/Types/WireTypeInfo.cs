using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tds.Types;

/// <summary>A type as a client described it.</summary>
/// <param name="Wire">How values travel.</param>
/// <param name="Size">Bytes of a fixed or variable value; -1 for values in chunks.</param>
/// <param name="SqlType">What the executor gets to know.</param>
internal readonly record struct WireTypeInfo(WireType Wire, int Size, SqlType SqlType);
