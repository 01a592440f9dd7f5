# Loads the module's assemblies into a load context of their own, gives scripts the names of TorchSharp's types, and imports
# the cmdlets. libtorch itself is loaded by the first tensor.

$context = [Reflection.Assembly]::LoadFrom([IO.Path]::Combine($PSScriptRoot, 'bin', 'AutogradPS.Loader.dll')).GetType('AutogradPS.Loader.ModuleLoadContext')
$cmdlets = $context::LoadModuleAssembly('AutogradPS.Cmdlets')
$session = $cmdlets.GetType('AutogradPS.Cmdlets.Members.ModuleSession')
$session::Enter()

# The type and format files name the types that scripts can name by now, so they are imported by a nested manifest.
Microsoft.PowerShell.Core\Import-Module ([IO.Path]::Combine($PSScriptRoot, 'AutogradPS.Views.psd1'))
$session::Export($ExecutionContext.SessionState.Module, (Microsoft.PowerShell.Core\Import-Module -Assembly $cmdlets -PassThru))

$ExecutionContext.SessionState.Module.OnRemove = { $session::Leave() }
