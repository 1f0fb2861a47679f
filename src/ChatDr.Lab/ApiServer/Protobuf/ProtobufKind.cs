namespace ChatDr.Lab.ApiServer.Protobuf;

/// <summary>What a field holds.</summary>
internal enum ProtobufKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>An integer that is not there when it is 0.</summary>
    Integer,

    /// <summary>An integer that may be 0 on purpose: a pointer in Go.</summary>
    OptionalInteger,

    /// <summary>True, or not there.</summary>
    Flag,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A map of text.</summary>
    TextMap,

    /// <summary>A map of bytes, in base64 in JSON.</summary>
    BytesMap,

    /// <summary>A number or a name: kubernetes' IntOrString.</summary>
    IntOrString,
}
