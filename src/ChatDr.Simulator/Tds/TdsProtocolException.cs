namespace ChatDr.Simulator.Tds;

/// <summary>A client broke the protocol. Its connection is closed; nobody else's is.</summary>
internal sealed class TdsProtocolException(string message) : Exception(message);
