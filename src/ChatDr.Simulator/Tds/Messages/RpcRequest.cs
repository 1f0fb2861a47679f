using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tds.Types;

namespace ChatDr.Simulator.Tds.Messages;

/// <summary>A remote procedure call (MS-TDS 2.2.6.6).</summary>
/// <param name="Procedure">Its name; calls by number are named.</param>
/// <param name="Parameters">In order.</param>
internal sealed record RpcRequest(string Procedure, IReadOnlyList<RpcParameter> Parameters)
{
    private const ushort ByNumber = 0xFFFF;
    private const byte NextCall = 0xFF, NextCallOld = 0x80, NextCallNoExecution = 0xFE;
    private const byte OutputFlag = 0x01;
    private const int MostParameters = 2100;

    private static readonly string[] WellKnown =
    [
        "", "sp_cursor", "sp_cursoropen", "sp_cursorprepare", "sp_cursorexecute", "sp_cursorprepexec", "sp_cursorunprepare", "sp_cursorfetch",
        "sp_cursoroption", "sp_cursorclose", "sp_executesql", "sp_prepare", "sp_execute", "sp_prepexec", "sp_prepexecrpc", "sp_unprepare",
    ];

    /// <summary>The calls of a message, at least one.</summary>
    /// <exception cref="TdsProtocolException">It is malformed.</exception>
    /// <exception cref="SqlErrorException">8003: too many parameters; 40510: a type that is not simulated.</exception>
    public static IReadOnlyList<RpcRequest> Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        AllHeaders.Skip(ref reader);
        var calls = new List<RpcRequest>();
        do
        {
            calls.Add(ParseCall(ref reader));
        }
        while (reader.Remaining > 0);
        return calls;
    }

    private static RpcRequest ParseCall(ref PayloadReader reader)
    {
        var name = ProcedureName(ref reader);
        reader.UInt16(); // Option flags: recompile and metadata hints.
        var parameters = new List<RpcParameter>();
        while (reader.Remaining > 0)
        {
            var length = reader.Byte();
            if (length is NextCall or NextCallOld or NextCallNoExecution)
            {
                break;
            }

            if (parameters.Count == MostParameters)
            {
                throw new SqlErrorException(8003, 16, 1, $"The incoming request has too many parameters. At most {MostParameters} are supported.");
            }

            var parameterName = reader.Text(length);
            var isOutput = (reader.Byte() & OutputFlag) != 0;
            var type = TypeReader.Read(ref reader);
            parameters.Add(new RpcParameter(parameterName, type.SqlType, ValueReader.Read(ref reader, type), isOutput));
        }

        return new RpcRequest(name, parameters);
    }

    private static string ProcedureName(ref PayloadReader reader)
    {
        var length = reader.UInt16();
        if (length != ByNumber)
        {
            return reader.Text(length);
        }

        var number = reader.UInt16();
        return number > 0 && number < WellKnown.Length
            ? WellKnown[number]
            : throw new TdsProtocolException($"Procedure number {number} does not exist.");
    }
}
