namespace ChatDr.Lab.Node;

/// <summary>Why a container does not run.</summary>
/// <param name="Reason">A kubelet's word for it, such as <c>ImagePullBackOff</c>.</param>
/// <param name="Message">What is missing.</param>
internal sealed record WaitingReason(string Reason, string Message);
