namespace ChatDr.Kubernetes.Models;

/// <summary>
/// An object whose C# type has every field of its kind, so that it can be written back whole. Most models of built-in kinds have only the fields that are used
/// here; replacing an object by one of those would erase the others, so that they can be patched and applied, and not replaced.
/// </summary>
public interface IReplaceable : IKubernetesObject;
